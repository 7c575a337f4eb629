/** Files as a client of bytes brings and fetches them: frames by hand, HTTP by hand. */
import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { newId } from '../../src/hub/ids';
import type { FileInfo, HubFrame, HubFrameOf } from '../../src/shared/protocol';
import { person, type Device, type FullClient } from './raw-client';

/** What the hub answered to a request. */
export interface HttpAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
  json: Record<string, unknown> | null;
}

/** A request; what is left out is as it should be. */
export interface HttpQuestion {
  method?: string;
  path: string;
  headers?: Record<string, string | number>;
  body?: Buffer;
}

/** Asks a hub on this machine. Rejects where the connection ends without an answer. */
export function http(port: number, { method = 'GET', path, headers = {}, body }: HttpQuestion): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host: '127.0.0.1',
        port,
        method,
        path,
        agent: false,
        headers: { ...(body ? { 'Content-Length': body.length } : {}), ...headers },
      },
      (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('error', reject);
        response.on('end', () => {
          const all = Buffer.concat(pieces);
          let json: Record<string, unknown> | null = null;
          try {
            json = JSON.parse(all.toString()) as Record<string, unknown>;
          } catch {
            // A file.
          }
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: all, json });
        });
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('base64url');

let lastRef = 10_000;

/** Asks by a frame; resolves with the frame that has its `ref`. */
export async function say(client: FullClient, question: { type: string } & Record<string, unknown>): Promise<HubFrame> {
  const ref = (lastRef += 1);
  client.raw(JSON.stringify({ ref, ...question }));
  return client.until(`answer to ${question.type}`, () => client.frames.find((frame) => 'ref' in frame && frame.ref === ref));
}

/** What somebody says of a file. */
export type Said = { id?: string; room?: string; name?: string; media?: string } & Record<string, unknown>;

/** Somebody in a room, with files. */
export class FileClient {
  constructor(
    readonly port: number,
    readonly client: FullClient & { room: string; ready: HubFrameOf<'ready'> },
  ) {}

  static async join(hub: { ws: string; port: number }, name: string, device?: Device): Promise<FileClient> {
    return new FileClient(hub.port, await person(hub, name, device));
  }

  get room(): string {
    return this.client.room;
  }

  get member(): string {
    return this.client.ready.member.id;
  }

  say(question: { type: string } & Record<string, unknown>): Promise<HubFrame> {
    return say(this.client, question);
  }

  /** Asks for a way up. @returns what the hub said */
  upload(size: number, said: Said = {}): Promise<HubFrame> {
    const { id = newId(), room = this.room, name = 'notes.txt', media = 'text/plain', ...more } = said;
    return this.say({ type: 'upload', room, id, name, size, media, ...more });
  }

  /** The same where it must work. */
  async ready(size: number, said: Said = {}): Promise<HubFrameOf<'upload_ready'>> {
    const answer = await this.upload(size, said);
    if (answer.type !== 'upload_ready') throw new Error(`refused: ${JSON.stringify(answer)}`);
    return answer;
  }

  patch(
    { file, token }: { file: string; token: string },
    offset: number,
    body: Buffer,
    headers: Record<string, string | number> = {},
  ): Promise<HttpAnswer> {
    return http(this.port, {
      ...{ method: 'PATCH', path: `/files/${file}`, body },
      headers: { Authorization: `Bearer ${token}`, 'Upload-Offset': offset, ...headers },
    });
  }

  /** Brings a whole file. @returns what a message says of it */
  async bring(body: Buffer, said: Said = {}): Promise<FileInfo> {
    const ready = await this.ready(body.length, said);
    let { token } = ready;
    for (let at = ready.received; ;) {
      const answer = await this.patch({ file: ready.file, token }, at, body.subarray(at, at + ready.chunk));
      if (answer.status !== 200) throw new Error(`refused: ${answer.body.toString()}`);
      at = answer.json?.['received'] as number;
      token = (answer.json?.['token'] as string | undefined) ?? '';
      if (answer.json?.['sha256'] !== undefined) break;
    }
    const { name = 'notes.txt', media = 'text/plain', width, height } = said;
    const size = width === undefined ? {} : { width: width as number, height: height as number };
    return { id: ready.file, name, type: media, size: body.length, sha256: sha256(body), ...size };
  }

  /** Sends a message with files. @returns its entry, or the refusal */
  async post(files: readonly FileInfo[], id = newId(), text = ''): Promise<HubFrame> {
    this.client.raw(JSON.stringify({ type: 'send', room: this.room, id, text, files }));
    return this.client.until('entry or refusal', () =>
      this.client.frames.findLast(
        (frame) =>
          (frame.type === 'error' && frame.id === id) ||
          (frame.type === 'entries' && frame.entries.some((entry) => entry.id === id)),
      ),
    );
  }

  /** Asks for a way down. */
  async way(file: string, room = this.room): Promise<string> {
    const answer = await this.say({ type: 'download', room, file });
    if (answer.type !== 'download_ready') throw new Error(`refused: ${JSON.stringify(answer)}`);
    return answer.token;
  }

  get(file: string, token: string, headers: Record<string, string> = {}): Promise<HttpAnswer> {
    return http(this.port, { path: `/files/${file}`, headers: { Authorization: `Bearer ${token}`, ...headers } });
  }

  /** Fetches a whole file. */
  async fetch(file: string): Promise<Buffer> {
    const { body, status } = await this.get(file, await this.way(file));
    if (status !== 200) throw new Error(`refused: ${body.toString()}`);
    return body;
  }
}
