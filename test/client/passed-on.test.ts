/** Somebody who passes a hub's hello on, so that the answer lets them in there: what the client saw of them is in its signature. */
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { Session } from '../../src/client/session';
import type { Channel, Dial } from '../../src/client/transport';
import { systemClock } from '../../src/main/clock';
import { loadIdentity } from '../../src/main/identity';
import { systemRandom } from '../../src/main/random';
import { SUBPROTOCOL, type ClientFrame } from '../../src/shared/protocol';
import { startHub, tempDir, type TestHub } from '../helpers/hub';
import { FullClient, helloOf, newDevice } from '../helpers/raw-client';

/** Dials somebody whom the client sees as `channel` and who is a wire to the hub. */
const through =
  (there: string, channel: Channel, origin?: string): Dial =>
  (_, events) => {
    const wire = new WebSocket(there, [SUBPROTOCOL], { rejectUnauthorized: false, ...(origin === undefined ? {} : { origin }) });
    onTestFinished(() => wire.terminate());
    wire.on('open', () => events.onOpen(channel));
    wire.on('message', (data: Buffer) => events.onMessage(data.toString()));
    wire.on('close', (code) => events.onClose({ code }));
    wire.on('error', () => undefined);
    return { send: (text) => wire.send(text), close: () => wire.close() };
  };

async function join(url: string, dial: Dial, name = 'Ann'): Promise<string> {
  const session = new Session({
    ...{ urls: [url], giveUpFirst: true, name: () => name, agent: 'test', dial },
    identity: await loadIdentity(await tempDir(), null),
    ...{ clock: systemClock, random: systemRandom },
  });
  onTestFinished(() => session.close());
  return new Promise((resolve) => {
    session.onState.on((state) => {
      if (state.phase === 'closed') resolve(state.problem.code);
      if (state.phase === 'ready') resolve('ready');
    });
    session.start();
  });
}

const trusted: Channel = { kind: 'tls', pin: 'e'.repeat(43), trusted: true };
const plain: Channel = { kind: 'plain' };
const page: Channel = { kind: 'page', encrypted: true };

it.each<[string, string, Channel, (hub: TestHub) => string, string]>([
  ['a certificate for a name of their own', 'wss://evil.example:443/ws', trusted, ({ wss }) => wss, 'channel_mismatch'],
  ['the same, to the plain side', 'wss://evil.example:443/ws', trusted, ({ ws }) => ws, 'channel_mismatch'],
  ['a certificate for an address', 'wss://127.0.0.1:443/ws', trusted, ({ wss }) => wss, 'channel_mismatch'],
  ['a certificate for the hub’s name', 'wss://chat.example:443/ws', trusted, ({ wss }) => wss, 'ready'],
  ['no TLS, and speaks it to the hub', 'ws://127.0.0.1:9/ws', plain, ({ wss }) => wss, 'channel_mismatch'],
  ['no TLS, and another name', 'ws://evil.example:8080/ws', plain, ({ ws }) => ws, 'channel_mismatch'],
  ['no TLS, at the hub’s host', 'ws://127.0.0.1:8080/ws', plain, ({ ws }) => ws, 'ready'],
  ['a page of another origin', 'wss://evil.example:8080/ws', page, ({ wss }) => wss, 'channel_mismatch'],
])('T9: %s', async (_, url, channel, there, outcome) => {
  const hub = await startHub({ allowHosts: ['chat.example'] });
  expect(await join(url, through(there(hub), channel, channel.kind === 'page' ? hub.https.slice(0, -1) : undefined))).toBe(
    outcome,
  );
});

it('T9: the hub’s own key, whoever carries its bytes, and its own page', async () => {
  const hub = await startHub();
  const own: Channel = { kind: 'tls', pin: hub.hubId, trusted: false };
  expect(await join('wss://somewhere.example:8080/ws', through(hub.wss, own))).toBe('ready');
  expect(await join(hub.wss, through(hub.wss, page, hub.https.slice(0, -1)), 'Ben')).toBe('ready');
  // Without a page nobody asks for one.
  expect(await join(hub.wss, through(hub.wss, page))).toBe('channel_mismatch');
});

it('T9: there is no older way to be talked into, and what was signed stays', async () => {
  const hub = await startHub();
  const say = async (change: (frame: ClientFrame & { type: 'hello' }) => unknown): Promise<[string, number]> => {
    const client = await new FullClient(hub.wss, { rejectUnauthorized: false }).opened();
    const frame = helloOf(await client.next('hello'), 'Ann', newDevice(), 'certificate evil.example');
    client.raw(JSON.stringify(change(frame as ClientFrame & { type: 'hello' })));
    return [(await client.next('error')).code, (await client.ended).code];
  };
  expect(await say((frame) => frame)).toEqual(['channel_mismatch', 4401]);
  const change = (channel: string | undefined) => (frame: ClientFrame & { type: 'hello' }) => ({
    ...frame,
    identity: { ...frame.identity, channel },
  });
  expect(await say(change(undefined))).toEqual(['bad_message', 4400]);
  expect(await say(change(`tls ${hub.hubId}`))).toEqual(['auth_failed', 4401]);
  for (const channel of ['', 'tls', 'exporter x', `page ${'x'.repeat(301)}`, 'plain a b', 'plain a\nb'])
    expect(await say(change(channel)), channel).toEqual(['bad_message', 4400]);
});
