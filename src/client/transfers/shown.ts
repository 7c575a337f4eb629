/** One transfer, as it is kept, as it is under way, and as people see it. */
import { backoff } from '../backoff';
import type { Transfer, TransferPhase } from '../../shared/ipc/files-api';
import type { Problem } from '../../shared/ipc/outcome';
import type { FileInfo } from '../../shared/protocol';
import type { Job } from './call';
import type { KeptDownload, KeptPost, KeptUpload } from './kept';
import type { Rate } from './rate';

/** What is known of one besides what is kept. */
export interface State {
  phase: TransferPhase;
  moved: number;
  rate: Rate;
  job: Job | null;
  problem?: Problem;
  /** In a row, with nothing carried between them. */
  failures: number;
  /** What had been carried when it failed last. */
  movedBefore?: number;
  retryAt?: number;
  cancelRetry?: () => void;
}

/** A file that goes up for a message, or one that comes down. */
export type Item = { up: KeptUpload; post: KeptPost } | { down: KeptDownload };

/** Id of a transfer. */
export const idOf = (item: Item): string => ('up' in item ? item.up.id : item.down.id);

/** What is kept of one, of either kind. */
export const keptOf = (item: Item): { paused?: true | undefined } => ('up' in item ? item.up : item.down);

/** As people see it at this time. @param lasting - it goes on after a restart */
export function shown(item: Item, { phase, moved, rate, problem, retryAt }: State, now: number, lasting: boolean): Transfer {
  const paused = keptOf(item).paused === true;
  const perSecond = phase === 'running' ? rate.at(now) : 0;
  const told = (size: number, over: boolean) => ({
    ...{ id: idOf(item), size, moved: over ? size : moved, lasting },
    phase: over ? ('done' as const) : paused ? ('paused' as const) : phase,
    ...{ rate: Math.round(perSecond), left: perSecond > 0 ? Math.round(((size - moved) / perSecond) * 1_000) : null },
    ...(problem && !over && !paused ? { problem } : {}),
    ...(retryAt === undefined || paused ? {} : { retryAt }),
  });
  if ('up' in item) {
    const { up, post } = item;
    const { name, type, file } = up;
    const over = up.sha256 !== undefined && phase !== 'failed';
    return { kind: 'upload', room: post.room, message: post.message, file, name, type, ...told(up.size, over) };
  }
  const { room, file, saved } = item.down;
  const { id, type, size } = file;
  return { kind: 'download', room, file: id, name: saved?.name ?? file.name, type, ...told(size, saved !== undefined) };
}

/** What the message says of a file that is on the hub. */
export function infoOf({ file, name, size, type, width, height, duration, sha256, preview }: KeptUpload): FileInfo[] {
  if (sha256 === undefined) return [];
  const drawn = preview && {
    id: preview.file,
    size: preview.size,
    type: preview.type,
    width: preview.width,
    height: preview.height,
  };
  return [
    {
      ...{ id: file, name, size, type, sha256 },
      ...(width && height ? { width, height } : {}),
      ...(duration === undefined ? {} : { duration }),
      ...(drawn ? { preview: drawn } : {}),
    },
  ];
}

/**
 * Counts a failure. @returns ms to wait before the next try: a line that is cut again and again and carries something each time is no reason to
 * wait longer each time
 */
export function waitAfter(state: State, fraction: number): number {
  if (state.moved > (state.movedBefore ?? 0)) state.failures = 0;
  state.movedBefore = state.moved;
  const wait = backoff(state.failures, fraction);
  state.failures += 1;
  return wait;
}
