/** What a file is, as far as it is shown. */
import { previewTypes, type FileInfo } from '../../../shared/protocol/file-frames';
import { limits } from '../../../shared/protocol/limits';
import type { Transfer } from '../../../shared/ipc/files-api';

/** Kinds that have an icon of their own. */
export type FileKind = 'picture' | 'sound' | 'film' | 'packed' | 'text' | 'other';

const packed = /(zip|tar|gzip|7z|rar|xz|zstd|bzip)/;

/** By what its sender says of it; nothing depends on it but an icon. */
export function fileKind(type: string): FileKind {
  const [group] = type.split('/');
  if (group === 'image') return 'picture';
  if (group === 'audio') return 'sound';
  if (group === 'video') return 'film';
  if (packed.test(type)) return 'packed';
  return group === 'text' || type === 'application/pdf' ? 'text' : 'other';
}

/** Types of sound that browsers play. */
const sounds = new Set(['audio/webm', 'audio/ogg', 'audio/mp4', 'audio/mpeg', 'audio/wav', 'audio/aac']);

/** Whether it is a picture of a kind that may be drawn: a few raster formats. SVG and HTML are files and never content. */
export const isPicture = ({ type }: Pick<FileInfo, 'type'>): boolean => previewTypes.some((one) => one === type);

/** Whether all of it may be fetched to be shown, a picture or a sound. */
export const fetchable = ({ size }: Pick<FileInfo, 'size'>): boolean => size > 0 && size <= limits.shownBytes;

/** A voice note, or any sound whose sender says how long it is. */
export const isVoice = (file: FileInfo): boolean => file.duration !== undefined && sounds.has(file.type) && fetchable(file);

/** Room for a picture in the timeline, in px. */
const BOX = { width: 320, height: 240 };

/** The size in which a picture is drawn, in px: known before it is fetched, so that nothing jumps. */
export function boxOf(size: { width: number; height: number }): { width: number; height: number } {
  const scale = Math.min(BOX.width / size.width, BOX.height / size.height, 1);
  return { width: Math.max(1, Math.round(size.width * scale)), height: Math.max(1, Math.round(size.height * scale)) };
}

/** "3:07". @param ms - length of a sound */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  return `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Something is still to come of it. */
export const isMoving = ({ phase }: Transfer): boolean => phase !== 'done';
