/** Small pictures of files that are about to be sent, drawn by the sender: fetched when the first picture is attached. */
import type { Attachment, PreviewBytes } from '../../../shared/ipc/files-api';
import { pictureSize } from '../../../shared/picture-size';
import { previewTypes } from '../../../shared/protocol/file-frames';
import { limits } from '../../../shared/protocol/limits';

/** Bytes in which a picture says how large it is: a JPEG may have a long description before that. */
const HEAD = 256 * 1024;

/** Pixels that are decoded at most, 4 bytes each: a camera of today, and no bomb. */
const MOST_PIXELS = 50_000_000;

/** Longest side of the small picture, in px: twice of what is drawn, for dense screens. */
const SIDE = 640;

/** Quality and size, until it fits. */
const STEPS: readonly (readonly [quality: number, scale: number])[] = [
  [0.82, 1],
  [0.6, 1],
  [0.5, 0.7],
  [0.4, 0.5],
  [0.3, 0.3],
];

/** GIF89a §18: width and height stand behind the name of the format. */
function gifSize(head: Uint8Array): { width: number; height: number } | null {
  if (head.length < 10 || String.fromCharCode(...head.subarray(0, 4)) !== 'GIF8') return null;
  const [a = 0, b = 0, c = 0, d = 0] = head.subarray(6, 10);
  return { width: a + (b << 8), height: c + (d << 8) };
}

/**
 * What is said of a picture with its file: its size as it is seen, and a small one without what the camera wrote into it. Nothing where it is none that
 * is drawn, or too large to be decoded.
 */
export async function describePicture(file: Blob): Promise<Omit<Attachment, 'handle'>> {
  const head = new Uint8Array(await file.slice(0, HEAD).arrayBuffer());
  const said = pictureSize(head) ?? gifSize(head);
  if (!said || said.width === 0 || said.height === 0) return {};
  const { width, height } = said;
  if (width * height > MOST_PIXELS) return { width, height };
  // The way it was held is applied here; what is drawn says nothing of it any more.
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => null);
  if (!bitmap) return {};
  try {
    const seen = { width: bitmap.width, height: bitmap.height };
    const preview = await draw(bitmap);
    return preview ? { ...seen, preview } : seen;
  } finally {
    bitmap.close();
  }
}

async function draw(bitmap: ImageBitmap): Promise<PreviewBytes | null> {
  const fit = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
  for (const [quality, scale] of STEPS) {
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(bitmap.width * fit * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * fit * scale));
    const pen = canvas.getContext('2d');
    if (!pen) return null;
    pen.imageSmoothingQuality = 'high';
    pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/webp', quality));
    // A browser that writes no WebP writes PNG instead.
    const type = previewTypes.find((one) => one === blob?.type);
    if (blob && type && blob.size <= limits.previewBytes)
      return { type, width: canvas.width, height: canvas.height, data: new Uint8Array(await blob.arrayBuffer()) };
  }
  return null;
}
