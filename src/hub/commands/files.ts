/** `upload`, `upload_cancel`, `download`, `files_list`, `file_remove`: ways to files, whose bytes go over HTTP. */
import { cleanFileName } from '../../shared/file-name';
import { limits as table, previewTypes, type ClientFrameOf, type ErrorCode } from '../../shared/protocol';
import { note } from '../access/note';
import { permitted } from '../access/permit';
import { mayRemarkIn } from '../access/writing';
import type { Core } from '../core';
import type { FileRecord } from '../files/record';
import type { KeptFile } from '../files/store';
import type { Peer } from '../peer';
import type { Command } from './command';
import { about, ownRoomOf, roomOf } from './command';

/** What is wrong with a file before anything of it is there. */
function objection({ name, size, media, width, height, preview }: ClientFrameOf<'upload'>, core: Core): ErrorCode | null {
  const { maxFile } = core.limits;
  if (cleanFileName(name) !== name) return 'bad_name';
  if (size > maxFile || maxFile === 0) return 'file_too_large';
  if (!preview) return null;
  if (size > table.previewBytes) return 'file_too_large';
  const drawn = previewTypes.some((type) => type === media) && width !== undefined && height !== undefined;
  return drawn && size > 0 && Math.max(width, height) <= table.previewSide ? null : 'bad_message';
}

function ready(file: KeptFile, ref: number, member: string, peer: Peer, { files, limits }: Core): void {
  const { id, sha256 } = file.record;
  peer.tell({
    ...{ type: 'upload_ready', ref, file: id, received: file.received, chunk: limits.fileChunk },
    token: files.tokens.issue({ file, way: 'up', member }),
    ...(file.whole && sha256 !== undefined ? { sha256 } : {}),
  });
}

export const upload: Command<'upload'> = async (frame, { peer }, core) => {
  const { ref } = frame;
  const room = ownRoomOf(frame, peer, core);
  if (!room || !peer.member) return;
  const { id: owner } = peer.member;
  if (!mayRemarkIn(room, peer, core, about(frame))) return;
  const wrong = objection(frame, core);
  if (wrong === 'file_too_large') return peer.refuse(wrong, { ...about(frame), limit: core.limits.maxFile });
  if (wrong) return peer.refuse(wrong, about(frame));
  if (core.stopping) return peer.refuse('stopping', about(frame));
  const { id, name, size, media, width, height, preview, sha256 } = frame;
  const record: FileRecord = {
    ...{ id, room: room.id, owner, name, size, media, at: core.clock.now() },
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
    ...(preview ? { preview } : {}),
    ...(sha256 === undefined ? {} : { wanted: sha256 }),
  };
  const begun = await core.files.store.begin(record);
  if (!begun.ok) {
    const { code, limit, used } = begun;
    return peer.refuse(code, {
      ...about(frame),
      ...(limit === undefined ? {} : { limit }),
      ...(used === undefined ? {} : { used }),
    });
  }
  const { file } = begun;
  // What is still on its way from a connection that nobody has any more would come too late.
  await file.interrupt?.();
  if (file.gone) return peer.refuse('file_unknown', about(frame));
  if (sha256 !== undefined && file.whole && file.record.sha256 !== sha256) {
    if (file.record.message === undefined) await core.files.store.remove(file);
    return peer.refuse('file_mismatch', about(frame));
  }
  ready(file, ref, owner, peer, core);
};

export const uploadCancel: Command<'upload_cancel'> = async ({ ref, id }, { peer }, core) => {
  await core.files.store.opened();
  const file = core.files.store.get(id);
  const own = file !== undefined && file.record.owner === peer.member?.id;
  // What a message names is taken away with the message.
  if (own && file.record.message === undefined) await core.files.store.remove(file);
  peer.tell({ type: 'done', ref });
};

export const download: Command<'download'> = async (frame, { peer }, core) => {
  const room = ownRoomOf(frame, peer, core);
  if (!room || !peer.member) return;
  await core.files.store.opened();
  const file = core.files.store.get(frame.file);
  const { id: member } = peer.member;
  const named = file?.record.message !== undefined || file?.record.owner === member;
  if (!file?.whole || file.record.room !== room.id || !named) return peer.refuse('file_unknown', about(frame));
  const token = core.files.tokens.issue({ file, way: 'down', member });
  peer.tell({ type: 'download_ready', ref: frame.ref, file: frame.file, token, size: file.record.size });
};

/** What a host is told instead of a room that is not for everybody: what fills the disk they must be able to remove, and need not know what it is. */
const HIDDEN = '-';

const shows = (room: string, peer: Peer, core: Core): boolean => core.rooms.seen(room, peer.member?.id ?? '') !== undefined;

export const filesList: Command<'files_list'> = async (frame, { peer }, core) => {
  const { ref } = frame;
  if (!permitted('files_list', ref, peer, core)) return;
  const room = frame.room === undefined ? null : roomOf({ ref, room: frame.room }, peer, core);
  if (frame.room !== undefined && !room) return;
  const { store } = core.files;
  await store.opened();
  const { limits } = core;
  const all = [...store.all()].filter(({ record }) => !room || record.room === room.id);
  all.sort((a, b) => b.record.size - a.record.size);
  const free = await store.free();
  peer.tell({
    ...{ type: 'files', ref, count: all.length, more: all.length > limits.filesListed },
    used: room ? store.sums.ofRoom(room.id) : store.sums.total,
    quota: room ? limits.roomFiles : limits.hubFiles,
    ...(free === null ? {} : { free }),
    files: all.slice(0, limits.filesListed).map(({ record: { id, room: of, owner, name, size, at, seq } }) => ({
      ...{ id, owner, size, at, posted: seq !== undefined },
      ...(shows(of, peer, core) ? { room: of, name } : { room: HIDDEN, name: '' }),
    })),
  });
};

export const fileRemove: Command<'file_remove'> = async ({ ref, file: id }, { peer }, core) => {
  if (!permitted('file_remove', ref, peer, core)) return;
  await core.files.store.opened();
  const file = core.files.store.get(id);
  if (!file) return peer.refuse('file_unknown', { ref });
  const { room, owner, size } = file.record;
  const where = shows(room, peer, core) ? { room } : {};
  await core.files.store.remove(file);
  await note('file_remove', { target: owner, ...where, detail: `${String(size)} bytes` }, peer, core);
  peer.tell({ type: 'done', ref });
};
