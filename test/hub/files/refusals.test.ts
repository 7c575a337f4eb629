import { createConnection, type Socket } from 'node:net';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { HubFrame } from '../../../src/shared/protocol';
import { FileClient, http, sha256 } from '../../helpers/file-client';
import { startHub, type TestHub } from '../../helpers/hub';

const MIB = 1024 * 1024;
const hello = Buffer.from('Hello, files.');

/** A PNG's head: enough to say how large it is. */
function png(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(64);
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]).copy(bytes);
  bytes.writeUInt32BE(13, 8);
  bytes.write('IHDR', 12, 'latin1');
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}

let hub: TestHub;
let ada: FileClient;

beforeEach(async () => {
  hub = await startHub({
    limits: { maxFile: 4 * MIB, roomFiles: 6 * MIB, memberFiles: 5 * MIB, uploadsPerMember: 3, fileChunk: MIB, diskReserve: 0 },
  });
  ada = await FileClient.join(hub, 'Ada');
});

const code = (frame: HubFrame): string => (frame.type === 'error' ? frame.code : frame.type);
const onDisk = async (): Promise<string[]> =>
  (await readdir(join(hub.dataDir, 'files'))).filter((name) => !name.endsWith('.json'));

describe('a file', () => {
  it('goes up in parts and comes down as it was', async () => {
    const bytes = Buffer.alloc(2 * MIB + 7, 'abc');
    const info = await ada.bring(bytes);
    expect(await ada.post([info])).toMatchObject({ type: 'entries', entries: [{ files: [info] }] });
    const ben = await FileClient.join(hub, 'Ben');
    expect(sha256(await ben.fetch(info.id))).toBe(info.sha256);
    const token = await ben.way(info.id);
    const rest = await ben.get(info.id, token, { Range: 'bytes=2097152-' });
    expect(rest).toMatchObject({ status: 206, headers: { 'content-range': 'bytes 2097152-2097158/2097159' } });
    expect(rest.body.equals(bytes.subarray(2 * MIB))).toBe(true);
  });

  it.each([
    ['text/html', 'page.html', '<script>alert(1)</script>'],
    ['image/svg+xml', 'picture.svg', '<svg onload="alert(1)"/>'],
  ])('B26: is never a page: %s', async (media, name, text) => {
    const info = await ada.bring(Buffer.from(text), { media, name });
    const { status, headers } = await ada.get(info.id, await ada.way(info.id));
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="file"; filename*=UTF-8''${name}`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
    });
  });

  it('may be empty', async () => {
    const info = await ada.bring(Buffer.alloc(0));
    expect(await ada.post([info])).toMatchObject({ type: 'entries' });
    expect(await ada.fetch(info.id)).toHaveLength(0);
  });
});

describe('frames', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['no size', { size: undefined }, 'bad_message'],
    ['a negative size', { size: -1 }, 'bad_message'],
    ['half a byte', { size: 1.5 }, 'bad_message'],
    ['more than the hub takes', { size: 4 * MIB + 1 }, 'file_too_large'],
    ['a path for a name', { name: '..\\..\\Startup\\x.bat' }, 'bad_name'],
    ['another path', { name: '/etc/x' }, 'bad_name'],
    ['a name that is turned around', { name: 'exe\u202E.txt' }, 'bad_name'],
    ['a name with a zero', { name: 'a\u0000b' }, 'bad_name'],
    ['no name', { name: '' }, 'bad_name'],
    ['a name without end', { name: 'a'.repeat(801) }, 'bad_message'],
    ['a name that is too long', { name: 'a'.repeat(201) }, 'bad_name'],
    ['a type with a line end', { media: 'text/plain\r\nX: y' }, 'bad_message'],
    ['an id that is a path', { id: '../x' }, 'bad_message'],
    ['another room', { room: 'nowhere' }, 'room_unknown'],
    ['an unknown key', { path: '/tmp/x' }, 'bad_message'],
    ['a preview of nothing', { preview: true, media: 'image/png' }, 'bad_message'],
    ['a preview that is a page', { preview: true, media: 'image/svg+xml', width: 10, height: 10 }, 'bad_message'],
    [
      'a preview that is large',
      { preview: true, media: 'image/png', width: 10, height: 10, size: 64 * 1024 + 1 },
      'file_too_large',
    ],
    ['a preview for walls', { preview: true, media: 'image/png', width: 1_025, height: 10 }, 'bad_message'],
    ['a picture without width', { width: 0, height: 1 }, 'bad_message'],
  ])('B23 among others: refuses %s', async (_what, over, expected) => {
    const before = await readdir(join(hub.dataDir, 'files'));
    const size = 'size' in over ? over['size'] : hello.length;
    const frame = { type: 'upload', room: ada.room, id: 'f1', name: 'a.txt', media: 'text/plain', ...over, size };
    expect(code(await ada.say(frame))).toBe(expected);
    expect(await readdir(join(hub.dataDir, 'files'))).toEqual(before);
  });

  it('refuses who is not in the room', async () => {
    const { room } = (await ada.client.ask({ type: 'create', name: 'Elsewhere' })) as { room: { id: string } };
    expect(code(await ada.upload(3, { room: room.id }))).toBe('forbidden');
    expect(code(await ada.say({ type: 'download', room: room.id, file: 'x' }))).toBe('forbidden');
  });

  it('says how much there may be, before anything is sent', async () => {
    const answer = await ada.upload(4 * MIB + 1);
    expect(answer).toMatchObject({ code: 'file_too_large', limit: 4 * MIB });
    await ada.ready(4 * MIB);
    expect(await ada.upload(2 * MIB)).toMatchObject({ code: 'quota_full', limit: 5 * MIB, used: 4 * MIB });
    const ben = await FileClient.join(hub, 'Ben');
    expect(await ben.upload(3 * MIB)).toMatchObject({ code: 'quota_full', limit: 6 * MIB, used: 4 * MIB });
    expect(code(await ben.upload(2 * MIB))).toBe('upload_ready');
  });

  it('takes so many at once and no more', async () => {
    for (let n = 0; n < 3; n += 1) await ada.ready(1);
    expect(code(await ada.upload(1))).toBe('too_many_files');
  });

  it('takes so many of one member, however small, and leaves places for others', async () => {
    const small = await startHub({ limits: { filesPerMember: 3, diskReserve: 0 } });
    const [eve, ben] = [await FileClient.join(small, 'Eve'), await FileClient.join(small, 'Ben')];
    const all = [await eve.bring(Buffer.alloc(0)), await eve.bring(Buffer.alloc(0)), await eve.bring(Buffer.alloc(1))];
    expect(code(await eve.upload(0))).toBe('too_many_files');
    expect(code(await ben.upload(0))).toBe('upload_ready');
    await eve.say({ type: 'upload_cancel', id: all[0]?.id });
    expect(code(await eve.upload(0))).toBe('upload_ready');
  });

  it('leaves an id to whom it is, and as it was announced', async () => {
    const ben = await FileClient.join(hub, 'Ben');
    const { file } = await ada.ready(10, { id: 'mine' });
    expect(code(await ben.upload(10, { id: file }))).toBe('conflict');
    expect(code(await ada.upload(11, { id: file }))).toBe('conflict');
    expect(code(await ada.upload(10, { id: file }))).toBe('upload_ready');
  });

  it('keeps from others what no message names', async () => {
    const ben = await FileClient.join(hub, 'Ben');
    const info = await ada.bring(hello);
    expect(code(await ben.say({ type: 'download', room: ada.room, file: info.id }))).toBe('file_unknown');
    await ada.post([info]);
    expect(code(await ben.say({ type: 'download', room: ada.room, file: info.id }))).toBe('download_ready');
  });

  it('lists and removes for hosts alone', async () => {
    const info = await ada.bring(hello);
    expect(code(await ada.say({ type: 'files_list' }))).toBe('not_allowed');
    expect(code(await ada.say({ type: 'file_remove', file: info.id }))).toBe('not_allowed');
  });
});

describe('messages', () => {
  it.each<[string, Record<string, unknown>]>([
    ['another id', { id: 'unknown' }],
    ['another name', { name: 'other.txt' }],
    ['another size', { size: 1 }],
    ['another type', { type: 'text/html' }],
    ['another hash', { sha256: 'A'.repeat(43) }],
    ['a size that nobody declared', { width: 10, height: 10 }],
  ])('refuse a file with %s', async (_what, over) => {
    const info = await ada.bring(hello);
    expect(code(await ada.post([{ ...info, ...over }]))).toBe('file_unknown');
  });

  it('refuse what is not all there, not the author’s, of another room, named twice, or named before', async () => {
    const ben = await FileClient.join(hub, 'Ben');
    const info = await ada.bring(hello);
    expect(code(await ben.post([info]))).toBe('file_unknown');
    expect(code(await ada.post([info, info]))).toBe('file_unknown');
    const { file } = await ada.ready(hello.length, { id: 'half' });
    expect(code(await ada.post([{ ...info, id: file }]))).toBe('file_unknown');
    const made = (await ada.client.ask({ type: 'create', name: 'Elsewhere' })) as { room: { id: string } };
    await ada.client.join(made.room.id);
    ada.client.raw(JSON.stringify({ type: 'send', room: made.room.id, id: 'm-other', text: '', files: [info] }));
    expect(await ada.client.error({ id: 'm-other' })).toMatchObject({ code: 'file_unknown' });
    expect(code(await ada.post([info], 'm-1'))).toBe('entries');
    expect(code(await ada.post([info], 'm-2'))).toBe('file_unknown');
    // The same message once more is the same message.
    expect(code(await ada.post([info], 'm-1'))).toBe('entries');
  });

  it('carry a preview that is one, and no other', async () => {
    const drawn = { preview: true, media: 'image/png', width: 32, height: 16, name: 'preview' };
    const preview = await ada.bring(png(32, 16), drawn);
    const info = await ada.bring(png(3_200, 1_600), { media: 'image/png', name: 'p.png', width: 3_200, height: 1_600 });
    const about = { id: preview.id, size: 64, type: 'image/png' as const, width: 32, height: 16 };
    expect(code(await ada.post([{ ...info, preview: { ...about, width: 33 } }]))).toBe('file_unknown');
    expect(code(await ada.post([{ ...info, preview: { ...about, id: info.id } }]))).toBe('file_unknown');
    // A preview is no file by itself.
    expect(code(await ada.post([preview]))).toBe('file_unknown');
    expect(code(await ada.post([{ ...info, preview: about }]))).toBe('entries');
  });

  it.each<[string, Buffer, Record<string, unknown>]>([
    ['is larger than it says', png(50_000, 50_000), { preview: true, width: 32, height: 16 }],
    ['is no picture', Buffer.alloc(64, 'x'), { preview: true, width: 32, height: 16 }],
    ['is of another kind', png(32, 16), { preview: true, width: 32, height: 16, media: 'image/webp' }],
    ['is a picture of another size', png(50_000, 50_000), { width: 32, height: 16 }],
  ])('B27: never get a preview that %s', async (_what, bytes, said) => {
    const ready = await ada.ready(bytes.length, { media: 'image/png', ...said });
    expect(await ada.patch(ready, 0, bytes)).toMatchObject({ status: 422, json: { code: 'file_mismatch' } });
    expect(await onDisk()).toEqual([]);
  });

  it('take their files along when they are deleted', async () => {
    const info = await ada.bring(hello);
    const posted = await ada.post([info]);
    const seq = posted.type === 'entries' ? (posted.entries[0]?.seq ?? 0) : 0;
    expect(await onDisk()).toHaveLength(1);
    expect(code(await ada.say({ type: 'delete', room: ada.room, seq }))).toBe('done');
    expect(code(await ada.say({ type: 'download', room: ada.room, file: info.id }))).toBe('file_unknown');
    expect(await onDisk()).toEqual([]);
  });
});

describe('requests', () => {
  it('are refused without the right token, which is good once', async () => {
    const ready = await ada.ready(hello.length);
    const other = await ada.ready(hello.length);
    const path = `/files/${ready.file}`;
    const bare = { method: 'PATCH', path, body: hello, headers: { 'Upload-Offset': 0 } };
    const unauthorized = { status: 401, json: { code: 'token_invalid' } };
    expect(await http(hub.port, bare)).toMatchObject(unauthorized);
    expect(await ada.patch({ ...ready, token: 'x'.repeat(22) }, 0, hello)).toMatchObject(unauthorized);
    expect(await ada.patch({ ...ready, token: other.token }, 0, hello)).toMatchObject(unauthorized);
    // Shown for another file it is used up all the same.
    expect(await ada.patch(other, 0, hello)).toMatchObject(unauthorized);
    expect(await ada.get(ready.file, ready.token)).toMatchObject(unauthorized);
    expect(await ada.patch(ready, 0, hello)).toMatchObject(unauthorized);
    const again = await ada.ready(hello.length, { id: ready.file });
    expect(again.received).toBe(0);
    expect(await ada.patch(again, 0, hello)).toMatchObject({ status: 200, json: { sha256: sha256(hello) } });
    expect(await ada.patch(again, 0, hello)).toMatchObject(unauthorized);
    const logged = JSON.stringify(hub.log);
    for (const token of [ready.token, again.token, other.token]) expect(logged).not.toContain(token);
  });

  it('are refused when their member has left', async () => {
    const ready = await ada.ready(hello.length);
    await ada.client.close();
    const others = async (): Promise<unknown> => (await http(hub.port, { path: '/healthz' })).json?.['connections'];
    await expect.poll(others).toBe(0);
    expect((await ada.patch(ready, 0, hello)).status).toBe(401);
  });

  it.each<[string, number, Record<string, string | number>, { status: number; code: string }]>([
    ['beyond where the hub is', 5, {}, { status: 409, code: 'file_offset' }],
    ['at no place', 0, { 'Upload-Offset': 'x' }, { status: 400, code: 'bad_message' }],
    ['before the beginning', 0, { 'Upload-Offset': '-1' }, { status: 400, code: 'bad_message' }],
    ['at a place beyond all numbers', 0, { 'Upload-Offset': '99999999999999999999' }, { status: 400, code: 'bad_message' }],
  ])('are refused %s', async (_what, offset, headers, { status, code: expected }) => {
    const ready = await ada.ready(hello.length);
    expect(await ada.patch(ready, offset, hello, headers)).toMatchObject({ status, json: { code: expected } });
  });

  it('B24: end where more comes than was declared, and what came goes', async () => {
    const ready = await ada.ready(10 * 1024);
    const first = await ada.patch(ready, 0, Buffer.alloc(1_024));
    const token = first.json?.['token'] as string;
    // 10 GB are on their way: it is the head alone that is answered.
    const answer = await new Promise<{ text: string; sent: number }>((resolve, reject) => {
      const socket = createConnection({ port: hub.port, host: '127.0.0.1' });
      let text = '';
      let sent = 0;
      const piece = Buffer.alloc(64 * 1024);
      const pour = (): void => {
        while (!socket.destroyed && sent < 256 * MIB && socket.write(piece)) sent += piece.length;
      };
      socket.write(
        `PATCH /files/${ready.file} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nUpload-Offset: 1024\r\nContent-Length: 10000000000\r\n\r\n`,
      );
      pour();
      socket.on('drain', pour);
      socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
      socket.on('error', () => undefined);
      socket.on('close', () => resolve({ text, sent }));
      socket.setTimeout(8_000, () => reject(new Error('still open')));
    });
    expect(answer.sent).toBeLessThan(64 * MIB);
    expect(await onDisk()).toEqual([]);
    expect((await ada.ready(10 * 1024, { id: ready.file })).received).toBe(0);
  });

  it('say how long they are', async () => {
    const ready = await ada.ready(hello.length);
    const answer = await new Promise<string>((resolve) => {
      const socket = createConnection({ port: hub.port, host: '127.0.0.1' });
      let text = '';
      socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
      socket.on('close', () => resolve(text));
      socket.write(
        `PATCH /files/${ready.file} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${ready.token}\r\nUpload-Offset: 0\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nHello\r\n`,
      );
    });
    expect(answer).toMatch(/^HTTP\/1\.1 411 /);
  });

  it('are refused in parts that are too long', async () => {
    const ready = await ada.ready(3 * MIB);
    const answer = await ada.patch(ready, 0, Buffer.alloc(MIB + 1)).catch(() => null);
    if (answer) expect(answer).toMatchObject({ status: 413, json: { code: 'file_too_large', limit: MIB } });
    expect((await ada.ready(3 * MIB, { id: ready.file })).received).toBe(0);
  });

  it('end with what was announced, or with nothing', async () => {
    const ready = await ada.ready(hello.length, { sha256: sha256(Buffer.from('another file')) });
    expect(await ada.patch(ready, 0, hello)).toMatchObject({ status: 422, json: { code: 'file_mismatch' } });
    const digest = await ada.ready(hello.length);
    const wrong = `sha-256=:${Buffer.from(sha256(Buffer.from('x')), 'base64url').toString('base64')}:`;
    expect(await ada.patch(digest, 0, hello, { 'Repr-Digest': wrong })).toMatchObject({ status: 422 });
    expect(await onDisk()).toEqual([]);
    const right = await ada.ready(hello.length);
    const said = `sha-256=:${Buffer.from(sha256(hello), 'base64url').toString('base64')}:`;
    expect(await ada.patch(right, 0, hello, { 'Repr-Digest': said })).toMatchObject({ status: 200 });
  });

  it('count among the sockets of their address again once they are answered', async () => {
    const narrow = await startHub({ limits: { connectionsPerAddress: 20, socketsPerAddress: 2, diskReserve: 0 } });
    const eve = await FileClient.join(narrow, 'Eve');
    const kept: Socket[] = [];
    const open = (): number => kept.filter(({ destroyed }) => !destroyed).length;
    for (let n = 0; n < 4; n += 1) {
      const { file, token } = await eve.ready(hello.length);
      const socket = createConnection({ port: narrow.port, host: '127.0.0.1' });
      socket.on('error', () => undefined);
      const answered = new Promise<string>((resolve) => {
        socket.once('data', (chunk: Buffer) => resolve(chunk.toString('latin1')));
        socket.once('close', () => resolve(''));
      });
      const head = `PATCH /files/${file} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nUpload-Offset: 0`;
      socket.write(`${head}\r\nContent-Length: ${String(hello.length)}\r\n\r\n${hello.toString()}`);
      kept.push(socket);
      // Who holds two already is not even asked.
      expect((await answered).startsWith('HTTP/1.1 200 ')).toBe(n < 2);
    }
    await expect.poll(open).toBe(2);
    for (const socket of kept) socket.destroy();
  });

  it.each([
    ['a page of another origin', { Origin: 'https://evil.example' }, 403],
    ['a page of no origin', { Origin: 'null' }, 403],
    ['another name', { Host: 'evil.example' }, 421],
  ])('are refused from %s', async (_what, headers, status) => {
    const ready = await ada.ready(hello.length);
    expect((await ada.patch(ready, 0, hello, headers)).status).toBe(status);
    // Its token is as good as before.
    expect((await ada.patch(ready, 0, hello)).status).toBe(200);
  });

  it.each(['PUT', 'DELETE', 'OPTIONS', 'HEAD', 'POST'])('know no %s', async (method) => {
    const ready = await ada.ready(hello.length);
    const answer = await http(hub.port, {
      method,
      path: `/files/${ready.file}`,
      headers: { Authorization: `Bearer ${ready.token}` },
    });
    expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET, PATCH' } });
  });

  it.each([
    ['bytes=5-', 206, ', files.'],
    ['bytes=0-4', 206, 'Hello'],
    ['bytes=99-', 416, null],
    ['bytes=3-1', 416, null],
    ['lines=1-', 200, 'Hello, files.'],
  ])('fetch %s', async (range, status, text) => {
    const info = await ada.bring(hello);
    const answer = await ada.get(info.id, await ada.way(info.id), { Range: range });
    expect(answer.status).toBe(status);
    if (text !== null) expect(answer.body.toString()).toBe(text);
  });
});
