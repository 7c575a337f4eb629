/** The client that README offers for copying. */
import { readFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { startHubProcess } from '../helpers/hub-process';
import { ScriptClient } from '../helpers/script-client';
import { tempFolder } from '../helpers/temp-folder';

it('answers ping with pong, as copied from README', async () => {
  const hub = await startHubProcess(await tempFolder());
  onTestFinished(() => hub.kill());
  const [, code = ''] = /```js\n([\s\S]*?)```/.exec(readFileSync('README.md', 'utf8')) ?? [];
  expect(code).toContain('ws://127.0.0.1:8080/ws');

  const printed: string[] = [];
  const sockets: WebSocket[] = [];
  class Tracked extends WebSocket {
    constructor(url: string) {
      super(url);
      sockets.push(this);
    }
  }
  const run = new Function('WebSocket', 'console', code.replace(':8080', `:${String(hub.port)}`)) as (
    socket: typeof Tracked,
    console: { log(line: string): void },
  ) => void;
  run(Tracked, { log: (line) => printed.push(line) });
  onTestFinished(() => sockets.forEach((socket) => socket.terminate()));

  const person = await ScriptClient.connect(hub.ws, { name: 'Ada' });
  onTestFinished(() => person.close());
  await expect.poll(() => printed[0]).toMatch(/^System: Welcome to .*, Robot/);
  person.send('ping');
  await person.until(() => person.messages.includes('pong'));
  expect(person.received.at(-1)).toMatchObject({ username: 'Robot', message: 'pong', room: 'lobby' });
  await expect.poll(() => printed).toContain('Ada: ping');
});
