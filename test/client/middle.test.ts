/** Somebody in the middle at the first contact, with a key and a hello of their own, who passes a login on: the right password tells them nothing. */
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { SUBPROTOCOL, type ClientFrame, type HubFrame } from '../../src/shared/protocol';
import { appPerson } from '../helpers/app-person';
import { identity } from '../helpers/certificates';
import { startHub, type TestHub } from '../helpers/hub';
import { helloOf, newDevice } from '../helpers/raw-client';

const RIGHT = 'correct horse battery staple';

/** A hub to whoever dials it, a client to the real one; it says hello there as itself and passes on everything else. */
async function middle(hub: TestHub) {
  const own = await identity();
  const server = createServer({ key: own.key, cert: own.cert, minVersion: 'TLSv1.3' });
  const heard: ClientFrame[] = [];
  const device = newDevice();
  new WebSocketServer({ server, handleProtocols: () => SUBPROTOCOL }).on('connection', (client) => {
    const there = new WebSocket(hub.wss, [SUBPROTOCOL], { rejectUnauthorized: false });
    onTestFinished(() => there.terminate());
    let greeting: (HubFrame & { type: 'hello' }) | null = null;
    there.on('message', (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as HubFrame;
      if (frame.type === 'hello') {
        greeting = frame;
        client.send(JSON.stringify({ ...frame, hub: { ...frame.hub, id: own.pin } }));
      } else client.send(data.toString());
    });
    client.on('message', (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as ClientFrame;
      heard.push(frame);
      there.send(frame.type === 'hello' && greeting ? JSON.stringify(helloOf(greeting, 'Mallory', device)) : data.toString());
    });
    client.on('close', () => there.close());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, heard, own };
}

it.each(['password', 'accounts'] as const)('lets nobody in and learns nothing: %s', async (access) => {
  const host = await appPerson('Hanna');
  const hub = await startHub({ access, owner: host.member });
  await host.chat.join(`127.0.0.1:${String(hub.port)}`);
  const set =
    access === 'password'
      ? host.chat.access({ do: 'set-password', password: RIGHT })
      : host.chat.access({ do: 'add-account', user: 'ann', password: RIGHT });
  expect(await set).toMatchObject({ ok: true });
  const between = await middle(hub);
  const ann = await appPerson('Ann');
  void ann.chat.join(`127.0.0.1:${String(between.port)}`);
  await ann.phase('admission');
  const how =
    access === 'password'
      ? ({ way: 'password', password: RIGHT } as const)
      : ({ way: 'account', user: 'ann', password: RIGHT } as const);
  expect(await ann.chat.enter(how)).toMatchObject({ problem: { code: 'login_failed' } });
  expect(ann.hub()?.trust).toBe('unverified');
  // No proof was made, so there is none to pass on, nor one to guess at the password with.
  expect(between.heard.map(({ type }) => type)).toEqual(['hello', 'login_start']);
  expect(JSON.stringify(between.heard)).not.toContain(RIGHT);
  const people = await host.chat.loadPeople(false);
  expect(people.ok ? people.value.map(({ name }) => name) : []).toEqual(['Hanna']);
  // The same person, the same password, at the hub itself.
  await ann.chat.leaveHub();
  const joining = ann.chat.join(`127.0.0.1:${String(hub.port)}`);
  await ann.phase('admission');
  await ann.chat.enter(how);
  expect([await joining, ann.hub()?.trust]).toEqual([{ ok: true, value: null }, 'verified']);
});
