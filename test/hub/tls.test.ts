/** The hub's TLS: what is offered, what is pinned, who may come how, and how long a stranger may take. */
import { createHash, X509Certificate } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { Agent, request as httpsRequest } from 'node:https';
import { request as httpRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { isLoopback } from '../../src/hub/addresses';
import { loadOrMakeCertificate } from '../../src/hub/tls/certificate';
import { EXPLANATION_POLICY, explanationPage } from '../../src/hub/tls/page';
import { fingerprintText } from '../../src/shared/fingerprint';
import { guestsModes, type Guests } from '../../src/shared/protocol';
import { loadOrMakeHubKey } from '../../src/storage/keys';
import { eventually } from '../helpers/eventually';
import { cleanUp, startHub, tempDir, type TestHub } from '../helpers/hub';
import { HubClock } from '../helpers/hub-clock';
import { FullClient, newDevice, person, script } from '../helpers/raw-client';
import { rawSocket, upgradeHead } from '../helpers/raw-socket';
import { within } from '../helpers/within';

// Whether the clients of a test count as this machine's own: the network's cannot be had without one.
vi.mock(import('../../src/hub/addresses'), async (original) => {
  const real = await original();
  return { ...real, isLoopback: vi.fn(real.isLoopback) };
});
beforeEach(() => vi.mocked(isLoopback).mockReset());
const onNetwork = (): void => void vi.mocked(isLoopback).mockReturnValue(false);
const onThisMachine = (): void => void vi.mocked(isLoopback).mockReturnValue(true);

const anyCertificate = { rejectUnauthorized: false } as const;

/** A TLS socket to a hub, open or refused. */
function secured(hub: { port: number }, options: ConnectionOptions = {}): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port: hub.port, host: '127.0.0.1', ...anyCertificate, ...options });
    cleanUp(async () => void socket.destroy());
    socket.once('secureConnect', () => resolve(socket));
    socket.once('error', reject);
    socket.on('error', () => undefined);
  });
}

/** What a hub shows, asked for once: Node has nothing left for a second call where a certificate stands alone. */
function shown(socket: TLSSocket): X509Certificate {
  const certificate = socket.getPeerX509Certificate();
  if (!certificate) throw new Error('no certificate');
  return certificate;
}

/** SHA-256 of a public key as clients pin it. */
const pinOf = ({ publicKey }: X509Certificate): string =>
  createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64url');

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

function ask(
  hub: TestHub,
  scheme: 'http' | 'https',
  { path = '/', headers = {}, agent }: { path?: string; headers?: OutgoingHttpHeaders; agent?: Agent } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: hub.port, path, headers, ...anyCertificate, agent: agent ?? (false as const) };
    const req = (scheme === 'https' ? httpsRequest : httpRequest)(options, (res) => {
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
  await writeFile(join(dir, 'index.html'), '<title>Hearth</title>');
  return dir;
}

const come = (what: string, holds: () => boolean): Promise<void> => eventually(() => expect(holds(), what).toBe(true));

describe('T7, T11: the handshake', () => {
  it('is TLS 1.3 with the key that the hub is named after', async () => {
    const hub = await startHub();
    const socket = await secured(hub);
    expect(socket.getProtocol()).toBe('TLSv1.3');
    const certificate = shown(socket);
    expect(pinOf(certificate)).toBe(hub.hubId);
    expect(certificate.fingerprint256.replaceAll(':', '').toLowerCase()).toBe(hub.fingerprint.certificate);
    expect(Buffer.from(hub.hubId, 'base64url').toString('hex')).toBe(hub.fingerprint.publicKey);
  });

  it('is refused with TLS 1.2', async () => {
    const hub = await startHub();
    await expect(secured(hub, { maxVersion: 'TLSv1.2' })).rejects.toThrow(/protocol version/i);
    await come('logged', () => hub.log.some(({ code }) => code === 'tls_failed'));
    await person({ ws: hub.wss }, 'Ann', newDevice(), true, anyCertificate);
  });

  it('has a secret of its own on both ends', async () => {
    const hub = await startHub();
    const [one, two] = [await secured(hub), await secured(hub)];
    const secret = (socket: TLSSocket): Buffer => socket.exportKeyingMaterial(32, 'EXPORTER-test', Buffer.alloc(0));
    expect(secret(one)).toHaveLength(32);
    expect(secret(one)).not.toEqual(secret(two));
  });

  it('is on the same port as plain connections, at once', async () => {
    const hub = await startHub();
    const [ann, ben, bot] = [
      await person({ ws: hub.wss }, 'Ann', newDevice(), true, anyCertificate),
      await person(hub, 'Ben'),
      await script(hub, 'name=Bot'),
    ];
    ann.send({ type: 'send', room: ann.room, id: 'a', text: 'over TLS' });
    ben.send({ type: 'send', room: ben.room, id: 'b', text: 'in the clear' });
    for (const one of [ann, ben]) {
      await one.heard('over TLS');
      await one.heard('in the clear');
    }
    await bot.heard('over TLS');
  });

  it('carries several requests on one connection', async () => {
    const hub = await startHub();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    cleanUp(async () => agent.destroy());
    const opened = vi.fn();
    agent.on('free', opened);
    for (let n = 0; n < 3; n += 1) expect((await ask(hub, 'https', { path: '/healthz', agent })).status).toBe(200);
    await come('free again', () => opened.mock.calls.length === 3);
    expect(new Set(opened.mock.calls.map(([socket]) => socket as TLSSocket)).size).toBe(1);
  });

  it('survives a beginning in pieces', async () => {
    const hub = await startHub();
    const socket = await rawSocket(hub.port);
    for (const piece of ['G', 'ET /healthz HT', `TP/1.1\r\nHost: localhost\r\n\r\n`]) {
      socket.write(piece);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const [answer] = await new Promise<Buffer[]>((resolve) => socket.once('data', (data: Buffer) => resolve([data])));
    expect(answer?.toString()).toMatch(/^HTTP\/1\.1 200 /);
  });

  it.each([
    ['a byte that begins a handshake, and nonsense', Buffer.concat([Buffer.from([0x16]), Buffer.alloc(600, 0x41)])],
    ['the banner of another service', Buffer.from('SSH-2.0-OpenSSH_9.6\r\n')],
    ['an end', null],
  ])('ends what is neither: %s', async (_, bytes) => {
    const hub = await startHub();
    const socket = await rawSocket(hub.port);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.resume();
    if (bytes) socket.write(bytes);
    else socket.end();
    await closed;
    await person(hub, 'Ann');
  });
});

describe('T7: the certificate', () => {
  const options = async (): Promise<Parameters<typeof loadOrMakeCertificate>[0]> => {
    const dir = await tempDir();
    const { privateKey } = loadOrMakeHubKey(join(dir, 'hub.key'));
    const names = ['localhost', 'workshop.local', '192.168.1.20', 'fd00::5'];
    return { path: join(dir, 'hub.crt'), key: privateKey, names, now: Date.parse('2026-11-21T12:00:00Z') };
  };
  const DAY = 24 * 60 * 60 * 1_000;

  it.skipIf(process.platform === 'win32')('is for its owner alone, and so is the key', async () => {
    const hub = await startHub();
    for (const file of ['hub.key', 'hub.crt']) expect((await stat(join(hub.dataDir, file))).mode & 0o777).toBe(0o600);
  });

  it('is signed by its own key, for this machine, for less than 825 days', async () => {
    const made = await options();
    const { cert } = await loadOrMakeCertificate(made);
    const certificate = new X509Certificate(cert);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.ca).toBe(false);
    for (const name of ['localhost', 'workshop.local']) expect(certificate.checkHost(name)).toBe(name);
    for (const address of ['192.168.1.20', 'fd00::5']) expect(certificate.checkIP(address)).toBe(address);
    const [from, to] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
    expect(from).toBeLessThan(made.now);
    expect((to - from) / DAY).toBeLessThanOrEqual(825);
  });

  it('stays as it is until it is nearly over, and is then renewed from the same key', async () => {
    const made = await options();
    const first = await loadOrMakeCertificate(made);
    const end = Date.parse(new X509Certificate(first.cert).validTo);
    expect((await loadOrMakeCertificate({ ...made, now: end - 31 * DAY })).cert).toBe(first.cert);
    const renewed = await loadOrMakeCertificate({ ...made, now: end - 29 * DAY });
    expect(renewed.cert).not.toBe(first.cert);
    expect(renewed.fingerprint.publicKey).toBe(first.fingerprint.publicKey);
    expect(await readFile(made.path, 'utf8')).toBe(renewed.cert);
    // A clock that was years ahead is right again.
    expect((await loadOrMakeCertificate(made)).cert).not.toBe(renewed.cert);
  });

  it('is made again where it cannot be read, or is another key’s', async () => {
    const [made, other] = [await options(), await options()];
    const { fingerprint } = await loadOrMakeCertificate(made);
    await writeFile(made.path, 'nonsense');
    expect((await loadOrMakeCertificate(made)).fingerprint.publicKey).toBe(fingerprint.publicKey);
    await writeFile(made.path, (await loadOrMakeCertificate(other)).cert);
    const again = await loadOrMakeCertificate(made);
    expect(again.fingerprint.publicKey).toBe(fingerprint.publicKey);
    expect(new X509Certificate(again.cert).checkPrivateKey(made.key)).toBe(true);
  });

  it('keeps the pin over a restart', async () => {
    const first = await startHub();
    const pin = pinOf(shown(await secured(first)));
    await first.stop();
    await writeFile(join(first.dataDir, 'hub.crt'), '');
    const second = await startHub({ dataDir: first.dataDir });
    expect(pinOf(shown(await secured(second)))).toBe(pin);
    expect(second.fingerprint.certificate).not.toBe(first.fingerprint.certificate);
  });
});

describe('T12: who may come how', () => {
  const PAGE = '<title>Hearth</title>';
  type Row = [Guests, 'http' | 'https', 'network' | 'machine', { page: number; browser: number; native: number }];
  // page: GET /; browser: an upgrade with its own Origin; native: one without.
  const all = { page: 200, browser: 101, native: 101 };
  const table: Row[] = [
    ['encrypted', 'https', 'network', all],
    ['encrypted', 'http', 'network', { page: 200, browser: 426, native: 426 }],
    ['plain', 'https', 'network', all],
    ['plain', 'http', 'network', all],
    ['off', 'https', 'network', { page: 403, browser: 403, native: 101 }],
    ['off', 'http', 'network', { page: 403, browser: 426, native: 426 }],
    ...guestsModes.flatMap((mode): Row[] => [
      [mode, 'https', 'machine', all],
      [mode, 'http', 'machine', all],
    ]),
  ];

  it.each(table)('guests %s, %s, from the %s', async (guests, scheme, from, expected) => {
    const hub = await startHub({ guests, rendererDir: await renderer() });
    if (from === 'network') onNetwork();
    else onThisMachine();
    const origin = `${scheme}://127.0.0.1:${String(hub.port)}`;
    const page = await ask(hub, scheme);
    const browser = await ask(hub, scheme, { path: '/ws', headers: { ...upgrade, Origin: origin } });
    const native = await ask(hub, scheme, { path: '/ws', headers: upgrade });
    expect({ page: page.status, browser: browser.status, native: native.status }).toEqual(expected);
    const explained = guests === 'encrypted' && scheme === 'http' && from === 'network';
    if (page.status === 200) expect(page.body === PAGE).toBe(!explained);
    if (native.status === 426) expect(native).toMatchObject({ headers: { upgrade: 'TLS/1.3' }, body: /wss:\/\// });
  });

  it.each(guestsModes)('guests %s are told to every client', async (guests) => {
    const hub = await startHub({ guests });
    expect(hub.guests).toBe(guests);
    const client = await new FullClient(hub.wss, anyCertificate).opened();
    expect((await client.next('hello')).guests).toBe(guests);
  });

  it('is encrypted unless somebody wants it otherwise', async () => {
    expect((await startHub()).guests).toBe('encrypted');
  });

  it('a page of the one way may not use the other', async () => {
    const hub = await startHub();
    const at = `127.0.0.1:${String(hub.port)}`;
    const from = (scheme: 'http' | 'https', Origin: string): Promise<Answer> =>
      ask(hub, scheme, { path: '/ws', headers: { ...upgrade, Origin } });
    expect((await from('https', `http://${at}`)).status).toBe(403);
    expect((await from('http', `https://${at}`)).status).toBe(403);
    for (const scheme of ['http', 'https'] as const)
      for (const Origin of ['https://evil.example', 'null', `wss://${at}`]) expect((await from(scheme, Origin)).status).toBe(403);
  });

  it('asks over TLS for its own name, too', async () => {
    const hub = await startHub();
    for (const scheme of ['http', 'https'] as const)
      for (const path of ['/', '/ws', '/healthz'])
        expect(
          (await ask(hub, scheme, { path, headers: { ...(path === '/ws' ? upgrade : {}), Host: 'evil.example' } })).status,
        ).toBe(421);
  });

  it('knows pages that a proxy on this machine serves with a certificate of its own, and believes no other', async () => {
    const hub = await startHub({ allowHosts: ['chat.example'], guests: 'plain' });
    const headers = { ...upgrade, Host: 'chat.example', Origin: 'https://chat.example', 'Sec-WebSocket-Protocol': 'hearth.v1' };
    const proxied = { ...headers, 'X-Forwarded-Proto': 'https', 'X-Forwarded-For': '192.168.1.7' };
    expect((await ask(hub, 'http', { path: '/ws', headers })).status).toBe(403);
    onThisMachine();
    expect((await ask(hub, 'http', { path: '/ws', headers: proxied })).status).toBe(101);
    onNetwork();
    expect((await ask(hub, 'http', { path: '/ws', headers: proxied })).status).toBe(403);
  });
});

describe('the page that explains', () => {
  it('leads to the same place with TLS, shows what to compare, and runs nothing', async () => {
    const hub = await startHub({ name: 'Ada & <Ben>', rendererDir: await renderer() });
    onNetwork();
    const { body, headers } = await ask(hub, 'http');
    expect(body).toContain(`href="https://127.0.0.1:${String(hub.port)}/"`);
    expect(body).toContain('Ada &amp; &lt;Ben&gt;');
    for (const hex of Object.values(hub.fingerprint)) expect(body).toContain(fingerprintText(hex));
    expect(body).not.toMatch(/<script|<img|<link|\son\w+=|style=|src=/i);
    expect(headers['content-security-policy']).toBe(EXPLANATION_POLICY);
    expect(headers['x-content-type-options']).toBe('nosniff');
    const style = /<style>([^]*)<\/style>/.exec(body)?.[1] ?? '';
    expect(EXPLANATION_POLICY).toContain(`'sha256-${createHash('sha256').update(style).digest('base64')}'`);
    expect(EXPLANATION_POLICY).toContain("default-src 'none'");
    expect((await ask(hub, 'http', { path: '/index.html' })).status).toBe(404);
    expect((await ask(hub, 'http', { path: '/healthz' })).status).toBe(200);
  });

  it('names the port where the browser leaves it out', async () => {
    const hub = await startHub();
    onNetwork();
    expect((await ask(hub, 'http', { headers: { Host: '192.168.1.20' } })).body).toContain('href="https://192.168.1.20:80/"');
    expect((await ask(hub, 'http', { headers: { Host: '[fd00::5]:81' } })).body).toContain('href="https://[fd00::5]:81/"');
  });

  it('speaks the language of the browser, and says the same in each', () => {
    const print = { certificate: 'ab12cd34', publicKey: 'ff' };
    const page = (accepted?: string): string => explanationPage('<b>x', 'https://y/', print, accepted);
    for (const [accepted, tag] of [
      ['de-AT,de;q=0.9,en;q=0.8', 'lang="de" dir="ltr"'],
      ['nl,fr-CA;q=0.7', 'lang="fr" dir="ltr"'],
      ['es', 'lang="es" dir="ltr"'],
      ['ja-JP', 'lang="ja" dir="ltr"'],
      ['ar-EG,en', 'lang="ar" dir="rtl"'],
      ['constructor, *;q=0.1', 'lang="en" dir="ltr"'],
      ['"><script>', 'lang="en" dir="ltr"'],
      [undefined, 'lang="en" dir="ltr"'],
    ] as const) {
      const said = page(accepted);
      expect(said).toContain(`<html ${tag}>`);
      expect(said).toContain('href="https://y/"');
      expect(said).toContain('AB12 CD34');
      expect(said).not.toMatch(/<b>|<script|undefined/);
    }
  });

  it('has digits in groups', () => {
    expect(explanationPage('x', 'https://y/', { certificate: 'ab12cd34', publicKey: 'ff' })).toContain('AB12 CD34');
  });
});

describe('T11: time for a stranger', () => {
  it('to say anything, to shake hands, to say hello', async () => {
    const clock = new HubClock();
    const hub = await startHub({ clock, limits: { heartbeat: 0 } });
    const mute = await rawSocket(hub.port);
    const halfway = await rawSocket(hub.port);
    halfway.write(Buffer.from([0x16, 0x03, 0x01]));
    const client = await new FullClient(hub.wss, anyCertificate).opened();
    await client.next('hello');
    const ended: string[] = [];
    mute.resume().once('close', () => ended.push('mute'));
    halfway.resume().once('close', () => ended.push('halfway'));
    clock.advance(4_000);
    const late = await rawSocket(hub.port);
    await ask(hub, 'http', { path: '/healthz' });
    expect(ended).toEqual([]);
    clock.advance(2_000);
    await come('ended', () => ended.length === 2);
    const codes = hub.log.map(({ code }) => code);
    expect(codes).toContain('first_byte_timeout');
    expect(codes).toContain('tls_timeout');
    expect(late.destroyed).toBe(false);
    expect(client.ws.readyState).toBe(client.ws.OPEN);
    clock.advance(6_000);
    expect((await client.ended).code).toBe(4400);
  });

  it('to send the head of a request, once it speaks TLS', async () => {
    const hub = await startHub({ limits: { headerTimeout: 500 } });
    const [silent, slow] = [await secured(hub), await secured(hub)];
    slow.write('GET / HTTP/1.1\r\nHost: loc');
    for (const socket of [silent, slow]) {
      const answer = await new Promise<string>((resolve) => {
        let text = '';
        socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
        socket.on('close', () => resolve(text));
        if (socket.destroyed) resolve(text);
      });
      if (socket === slow) expect(answer).toMatch(/^(HTTP\/1\.1 408|$)/);
    }
  });
});

it('stops within its time with TLS clients of all kinds', async () => {
  const hub = await startHub({ limits: { stopTimeout: 1_000, closeTimeout: 60_000 } });
  const ann = await person({ ws: hub.wss }, 'Ann', newDevice(), true, anyCertificate);
  const deaf = await secured(hub);
  deaf.write(upgradeHead(hub.port, '/ws', 'hearth.v1'));
  await new Promise((resolve) => deaf.once('data', resolve));
  const idle = await secured(hub);
  const halfway = await rawSocket(hub.port);
  halfway.write(Buffer.from([0x16]));
  const mute = await rawSocket(hub.port);
  const closed = Promise.all(
    [deaf, idle, halfway, mute].map((one) => new Promise((resolve) => one.resume().once('close', resolve))),
  );
  await within(2_000, () => hub.stop());
  expect((await ann.next('bye')).reason).toBe('stopping');
  expect((await ann.ended).code).toBe(1001);
  await closed;
});

it('counts connections and sockets alike, with TLS and without', async () => {
  const hub = await startHub({ limits: { connectionsPerAddress: 2, socketsPerAddress: 3 } });
  const sockets = [];
  for (let n = 0; n < 3; n += 1) sockets.push(await secured(hub));
  await expect(secured(hub)).rejects.toThrow();
  for (const socket of sockets) socket.destroy();
  await come('room again', () => hub.log.some(({ code }) => code === 'too_many_sockets'));
  const people = [];
  for (const name of ['Ann', 'Ben'])
    people.push(await eventually(() => person({ ws: hub.wss }, name, newDevice(), true, anyCertificate)));
  const third = await new FullClient(hub.wss, anyCertificate).opened();
  expect((await third.next('error')).code).toBe('too_many_connections');
});
