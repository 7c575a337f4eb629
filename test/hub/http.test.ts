import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hostAllowed, originAllowed, ownNames } from '../../src/hub/gates';
import { errorMessages } from '../../src/shared/protocol';
import { pagesHeaders } from '../../src/shared/headers';
import { HubClock } from '../helpers/hub-clock';
import { startHub, tempDir, type TestHub } from '../helpers/hub';
import { FullClient, person } from '../helpers/raw-client';

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

function ask(
  hub: TestHub,
  path: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: OutgoingHttpHeaders } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const req = request({ host: '127.0.0.1', port: hub.port, path, method, headers, agent: false }, (res) => {
      let body = '';
      res.on('data', (chunk: Buffer) => (body += chunk.toString()));
      res.on('end', () => resolve({ status: res.statusCode ?? 0, headers: res.headers, body }));
    });
    req.on('upgrade', (res, socket) => {
      socket.destroy();
      resolve({ status: res.statusCode ?? 0, headers: res.headers, body: '' });
    });
    req.on('error', reject);
    req.end();
  });
}

const upgrade = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
};

async function renderer(): Promise<string> {
  const dir = await tempDir();
  await mkdir(join(dir, 'assets'));
  await writeFile(join(dir, 'index.html'), '<title>Hearth</title>');
  await writeFile(join(dir, 'assets', 'app-abc.js'), 'export {};');
  await writeFile(join(dir, '..', 'outside.txt'), 'secret');
  return dir;
}

describe('http', () => {
  it('serves the browser client with strict headers', async () => {
    const hub = await startHub({ rendererDir: await renderer() });
    const page = await ask(hub, '/');
    expect(page).toMatchObject({ status: 200, body: '<title>Hearth</title>' });
    expect(page.headers['cache-control']).toBe('no-cache');
    expect(page.headers['content-type']).toMatch('text/html');
    const asset = await ask(hub, '/assets/app-abc.js');
    expect(asset.status).toBe(200);
    expect(asset.headers['cache-control']).toContain('immutable');
    expect(asset.headers['content-type']).toMatch('javascript');
    for (const answer of [page, asset, await ask(hub, '/nothing')])
      for (const [name, value] of Object.entries(pagesHeaders)) expect(answer.headers[name.toLowerCase()]).toBe(value);
  });

  it('sends what the build packed to browsers that take it, under the same name and kind', async () => {
    const dir = await renderer();
    await writeFile(join(dir, 'assets', 'app-abc.js.gz'), 'packed');
    const hub = await startHub({ rendererDir: dir });
    const packed = await ask(hub, '/assets/app-abc.js', { headers: { 'Accept-Encoding': 'gzip, deflate' } });
    expect([packed.status, packed.body, packed.headers['content-encoding']]).toEqual([200, 'packed', 'gzip']);
    expect(packed.headers['content-type']).toMatch('javascript');
    expect(packed.headers['cache-control']).toContain('immutable');
    const plain = await ask(hub, '/assets/app-abc.js');
    expect([plain.body, plain.headers['content-encoding'], plain.headers['vary']]).toEqual([
      'export {};',
      undefined,
      'Accept-Encoding',
    ]);
  });

  it.each(['/nothing', '/assets/', '/../outside.txt', '/%2e%2e/outside.txt', '/..%2foutside.txt', '/%'])(
    'answers 404 to %s',
    async (path) => {
      const hub = await startHub({ rendererDir: await renderer() });
      const answer = await ask(hub, path);
      expect(answer.status).toBe(404);
      expect(answer.body).toMatch(/^[^<]+\.\n$/);
    },
  );

  it('says so where the browser client is not built', async () => {
    const hub = await startHub();
    expect(await ask(hub, '/')).toMatchObject({ status: 503, body: expect.stringContaining('not built') as string });
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('answers 405 to %s and says what is allowed', async (method) => {
    const hub = await startHub();
    const answer = await ask(hub, '/', { method });
    expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  });

  it('says how it is', async () => {
    const hub = await startHub();
    await person(hub, 'Ann');
    const answer = await ask(hub, '/healthz');
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toEqual({ status: 'ok', hub: 'Workshop', connections: 1, rooms: 1, version: 'hearth/0.1.0' });
  });

  it('says whether it is ready, and why not', async () => {
    const clock = new HubClock();
    const hub = await startHub({ clock });
    // Its rooms are open.
    await person(hub, 'Ann');
    expect(await ask(hub, '/readyz')).toMatchObject({
      ...{ status: 200, body: '{"status":"ready"}\n' },
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    });
    const rooms = join(hub.dataDir, 'rooms');
    await rename(rooms, `${rooms}-away`);
    // Whoever asks often makes no work for the disk.
    expect((await ask(hub, '/readyz')).status).toBe(200);
    clock.advance(2_000);
    const answer = await ask(hub, '/readyz');
    expect(answer.status).toBe(503);
    expect(JSON.parse(answer.body)).toEqual({
      status: 'unready',
      reasons: [{ code: 'storage_failed', message: errorMessages.storage_failed }],
    });
    expect((await ask(hub, '/healthz')).status).toBe(200);
    await rename(`${rooms}-away`, rooms);
    clock.advance(2_000);
    expect((await ask(hub, '/readyz')).status).toBe(200);
    expect(await readdir(rooms)).not.toContain('ready.probe');
    expect((await ask(hub, '/readyz', { method: 'POST' })).status).toBe(405);
    expect((await ask(hub, '/readyz', { headers: { Host: 'evil.example' } })).status).toBe(421);
  });

  it('answers 426 to a page that opens the socket path', async () => {
    const hub = await startHub();
    expect((await ask(hub, '/ws')).status).toBe(426);
  });

  it('answers 431 to a head of 9 KB', async () => {
    const hub = await startHub();
    expect((await ask(hub, '/', { headers: { 'X-Long': 'x'.repeat(9_000) } })).status).toBe(431);
  });

  it('ends a request whose head does not come', async () => {
    const hub = await startHub({ limits: { headerTimeout: 500 } });
    const socket = connect(hub.port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: loc');
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
      socket.on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 408/);
  });
});

describe('T4: upgrade', () => {
  it.each<[string, string, OutgoingHttpHeaders, number]>([
    ['a script', '/ws', {}, 101],
    ['the page that the hub serves', '/ws', { Host: 'localhost:1', Origin: 'http://localhost:1' }, 101],
    [
      'the page behind a proxy with a certificate',
      '/ws',
      { Host: '192.168.1.20', Origin: 'https://192.168.1.20', 'X-Forwarded-Proto': 'https', 'X-Forwarded-For': '192.168.1.7' },
      101,
    ],
    ['a page of the other scheme', '/ws', { Host: '192.168.1.20', Origin: 'https://192.168.1.20' }, 403],
    ['another path', '/', {}, 404],
    ['a path that begins alike', '/wsx', {}, 404],
    ['a name that points here', '/ws', { Host: 'evil.example' }, 421],
    ['a page of another origin', '/ws', { Origin: 'https://evil.example' }, 403],
    ['a page of no origin', '/ws', { Origin: 'null' }, 403],
    ['a page of another port', '/ws', { Host: 'localhost:1', Origin: 'http://localhost:2' }, 403],
    ['another subprotocol', '/ws', { 'Sec-WebSocket-Protocol': 'graphql-ws' }, 400],
    ['ours among others', '/ws', { 'Sec-WebSocket-Protocol': 'graphql-ws, hearth.v1' }, 101],
  ])('from %s', async (_, path, headers, status) => {
    const hub = await startHub();
    const answer = await ask(hub, path, { headers: { ...upgrade, ...headers } });
    expect(answer.status).toBe(status);
    if (status === 400) expect(answer.body).toContain('hearth.v1');
    if (status === 101 && headers['Sec-WebSocket-Protocol']) expect(answer.headers['sec-websocket-protocol']).toBe('hearth.v1');
    // Nobody else is hurt.
    await person(hub, 'Ann');
  });

  it('logs new origins again an hour after a hundred invented ones', async () => {
    const clock = new HubClock();
    const hub = await startHub({ clock });
    const from = (origin: string): Promise<unknown> => ask(hub, '/ws', { headers: { ...upgrade, Origin: origin } });
    const logged = (origin: string): number => hub.log.filter((line) => line['origin'] === origin).length;
    for (let n = 0; n < 100; n += 1) await from(`https://n${String(n)}.example`);
    await from('https://evil.example');
    expect(logged('https://evil.example')).toBe(0);
    clock.advance(3_600_000);
    await from('https://evil.example');
    expect([logged('https://n99.example'), logged('https://evil.example')]).toEqual([1, 1]);
  });

  it('logs an origin once', async () => {
    const hub = await startHub();
    for (let n = 0; n < 3; n += 1) await ask(hub, '/ws', { headers: { ...upgrade, Origin: 'https://evil.example' } });
    expect(hub.log.filter(({ origin }) => origin === 'https://evil.example')).toHaveLength(1);
  });

  it('lets browsers of this machine in where those of the network are kept out', async () => {
    const hub = await startHub({ guests: 'off', rendererDir: await renderer() });
    expect((await ask(hub, '/')).status).toBe(200);
    await new FullClient(hub.ws, { origin: `http://127.0.0.1:${String(hub.port)}` }).opened();
  });
});

describe('gates', () => {
  const names = ownNames(['hearth.example']);

  it.each([
    '127.0.0.1',
    '127.0.0.1:8080',
    '[::1]:8080',
    '[fd00::1]',
    'localhost:1',
    'LOCALHOST',
    hostname(),
    'hearth.example:443',
  ])('know %s', (host) => {
    expect(hostAllowed(host, names)).toBe(true);
  });

  it.each([
    undefined,
    '',
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '127.0.0.1:80:80',
    'user@localhost',
    '[::1',
    'localhost:123456',
  ])('do not know %s', (host) => {
    expect(hostAllowed(host, names)).toBe(false);
  });

  it('compare origins exactly', () => {
    for (const scheme of ['http', 'https'] as const) {
      expect(originAllowed(undefined, 'a:1', scheme)).toBe(true);
      expect(originAllowed(`${scheme}://a:1`, 'a:1', scheme)).toBe(true);
    }
    for (const origin of ['http://a:1/', 'http://a', 'http://A:1', 'ws://a:1', 'http://a:1.evil', 'https://a:1', 'null', ''])
      expect(originAllowed(origin, 'a:1', 'http')).toBe(false);
    expect(originAllowed('http://a:1', 'a:1', 'https')).toBe(false);
  });
});
