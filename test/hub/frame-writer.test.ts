import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { textFrames, writeFrames, writePing } from '../../src/hub/frame-writer';
import { cleanUp } from '../helpers/hub';

/**
 * Writing past ws rests on what its sender does: read lib/sender.js again (whole frames, written in the turn they are asked for,
 * nothing queued while no Blob is sent and compression is off) before changing this.
 */
it('was checked on this version of ws', () => {
  const path = createRequire(import.meta.url).resolve('ws/package.json');
  expect((JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version).toMatch(/^8\.23\./);
});

it('writes frames that another implementation reads, among those that ws writes itself', async () => {
  const texts = [
    '',
    'a',
    'x'.repeat(125),
    'x'.repeat(126),
    'ü'.repeat(200),
    'x'.repeat(65_535),
    'x'.repeat(65_536),
    '語'.repeat(100_000),
    '🔥',
  ];
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  cleanUp(async () => void server.close());
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  server.on('upgrade', (req, socket, head) =>
    sockets.handleUpgrade(req, socket, head, (ws) => {
      writeFrames(socket, textFrames(texts));
      ws.ping();
      writePing(socket);
      ws.send('from ws');
      writeFrames(socket, textFrames(['last']));
      ws.close(1000);
    }),
  );
  const client = new WebSocket(`ws://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
  const received: string[] = [];
  let pings = 0;
  client.on('message', (data, isBinary) => {
    expect(isBinary).toBe(false);
    received.push((data as Buffer).toString());
  });
  client.on('ping', () => (pings += 1));
  const code = await new Promise((resolve) => client.on('close', resolve));
  expect(code).toBe(1000);
  expect(pings).toBe(2);
  expect(received).toEqual([...texts, 'from ws', 'last']);
});
