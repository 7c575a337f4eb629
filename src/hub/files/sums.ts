/** How much room files take: of a hub, of each room, of each member. What is on its way counts with all of its size. */
import type { ErrorCode, Limits } from '../../shared/protocol';
import type { FileRecord } from './record';

/** Why a file finds no room. */
export interface NoRoom {
  code: Extract<ErrorCode, 'quota_full' | 'too_many_files' | 'storage_full'>;
  limit?: number;
  used?: number;
}

class Sums {
  readonly #bytes = new Map<string, number>();

  of(key: string): number {
    return this.#bytes.get(key) ?? 0;
  }

  add(key: string, bytes: number): void {
    const sum = this.of(key) + bytes;
    if (sum > 0) this.#bytes.set(key, sum);
    else this.#bytes.delete(key);
  }
}

/** Kept by a store with every file that comes and goes. */
export class FileSums {
  readonly #rooms = new Sums();
  readonly #members = new Sums();
  readonly #uploads = new Sums();
  /** Files of each member, whatever their size. */
  readonly #files = new Sums();
  /** Bytes of all. */
  total = 0;
  /** How many. */
  count = 0;
  /** Bytes that were promised and have not come. */
  expected = 0;

  add({ room, owner, size }: FileRecord, sign: 1 | -1): void {
    this.#rooms.add(room, sign * size);
    this.#members.add(owner, sign * size);
    this.#files.add(owner, sign);
    this.total += sign * size;
    this.count += sign;
  }

  /** A file is on its way, or not any more. */
  underWay(owner: string, sign: 1 | -1): void {
    this.#uploads.add(owner, sign);
  }

  ofRoom(room: string): number {
    return this.#rooms.of(room);
  }

  /** Why there is no room for a new one; null where there is. @param free - bytes of the disk, null where nobody knows */
  objection(file: FileRecord, limits: Limits, free: number | null): NoRoom | null {
    const { size, room, owner } = file;
    const quotas: [limit: number, used: number][] = [
      [limits.roomFiles, this.#rooms.of(room)],
      [limits.memberFiles, this.#members.of(owner)],
      [limits.hubFiles, this.total],
    ];
    for (const [limit, used] of quotas) if (limit > 0 && used + size > limit) return { code: 'quota_full', limit, used };
    const many = this.count >= limits.filesKept || this.#files.of(owner) >= limits.filesPerMember;
    if (many || this.#uploads.of(owner) >= limits.uploadsPerMember) return { code: 'too_many_files' };
    if (free !== null && free - this.expected - size < limits.diskReserve) return { code: 'storage_full' };
    return null;
  }
}
