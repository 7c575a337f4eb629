/** How large a picture says it is: its head is read, nothing of it is decoded. */

/** In pixels. */
export interface PictureSize {
  width: number;
  height: number;
  type: 'image/png' | 'image/jpeg' | 'image/webp';
}

const ascii = (bytes: Uint8Array, from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to));

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** PNG (ISO/IEC 15948 §5.2, §11.2.2): the first chunk is IHDR. */
function png(bytes: Uint8Array): PictureSize | null {
  if (bytes.length < 24 || ascii(bytes, 1, 4) !== 'PNG' || ascii(bytes, 12, 16) !== 'IHDR') return null;
  const data = view(bytes);
  return { width: data.getUint32(16), height: data.getUint32(20), type: 'image/png' };
}

/** JPEG (ITU-T T.81 annex B): segments up to the first frame header. */
function jpeg(bytes: Uint8Array): PictureSize | null {
  const data = view(bytes);
  let at = 2;
  while (at + 9 <= bytes.length) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    // SOF0 to SOF15, less the three in between that are something else: DHT, JPG and DAC.
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc)
      return { width: data.getUint16(at + 7), height: data.getUint16(at + 5), type: 'image/jpeg' };
    const length = data.getUint16(at + 2);
    if (length < 2) return null;
    at += 2 + length;
  }
  return null;
}

/** WebP (RFC 9649 §2): lossy, lossless, or extended. */
function webp(bytes: Uint8Array): PictureSize | null {
  if (bytes.length < 30) return null;
  const data = view(bytes);
  const size = (width: number, height: number): PictureSize => ({ width, height, type: 'image/webp' });
  const three = (at: number): number => data.getUint16(at, true) + ((bytes[at + 2] ?? 0) << 16);
  switch (ascii(bytes, 12, 16)) {
    case 'VP8 ':
      return size(data.getUint16(26, true) & 0x3fff, data.getUint16(28, true) & 0x3fff);
    case 'VP8L': {
      const bits = data.getUint32(21, true);
      return size((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1);
    }
    case 'VP8X':
      return size(three(24) + 1, three(27) + 1);
    default:
      return null;
  }
}

/** @param head - the first bytes; 64 KiB hold the head of most pictures. @returns null where it is none of these, or too short */
export function pictureSize(head: Uint8Array): PictureSize | null {
  if (head[0] === 0x89) return png(head);
  if (head[0] === 0xff && head[1] === 0xd8) return jpeg(head);
  if (head.length >= 16 && ascii(head, 0, 4) === 'RIFF' && ascii(head, 8, 12) === 'WEBP') return webp(head);
  return null;
}
