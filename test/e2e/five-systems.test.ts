/** README's table of the five systems that Hearth grew from: one test per row, named after it. */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { closeBrowser, guestPage } from '../helpers/browser';
import { runHub, startHubProcess, type HubProcess } from '../helpers/hub-process';
import { ScriptClient } from '../helpers/script-client';
import { tempFolder } from '../helpers/temp-folder';
import { Person } from './person';

afterAll(closeBrowser);

async function startHub(flags: string[] = [], data?: string): Promise<HubProcess> {
  const hub = await startHubProcess(data ?? (await tempFolder()), ['--name', 'Workshop', ...flags]);
  onTestFinished(() => hub.kill());
  return hub;
}

async function script(hub: HubProcess, query: Record<string, string> = {}): Promise<ScriptClient> {
  const client = await ScriptClient.connect(hub.ws, query);
  onTestFinished(() => client.close());
  return client;
}

async function inABrowser(name: string, url: string): Promise<Person> {
  const page = await guestPage(url, { permissions: ['notifications'] });
  onTestFinished(() => page.context().close());
  const person = new Person(page, name);
  await person.joinAsGuest();
  await person.isIn('lobby');
  return person;
}

it('S1: real time, names, earlier messages for late joiners, notification, welcome, stored history', async () => {
  const data = await tempFolder();
  let hub = await startHub([], data);
  const robot = await script(hub, { name: 'Robot' });
  expect(robot.received[0]).toMatchObject({
    username: 'System',
    message: expect.stringMatching(/^Welcome to Workshop, Robot/) as string,
  });
  robot.send({ message: 'said before you came' });
  await robot.until(() => robot.messages.length === 1);

  const gwen = await inABrowser('Gwen', hub.url);
  await gwen.sees(/Welcome to #lobby, Gwen/);
  await gwen.reads(['said before you came']);
  await gwen.writes('in real time');
  await robot.until(() => robot.messages.includes('in real time'));
  expect(robot.received.at(-1)).toMatchObject({ username: 'Gwen', message: 'in real time', room: 'lobby' });

  // In the background a new message raises a notification; headless Chromium shows none, so what the page asks for is recorded.
  await gwen.page.evaluate(() => {
    const shown: string[] = [];
    Object.assign(window, {
      shown,
      Notification: Object.assign(
        function (title: string) {
          shown.push(title);
        },
        { permission: 'granted' },
      ),
    });
    Object.defineProperty(document, 'hasFocus', { value: () => false });
    window.dispatchEvent(new Event('blur'));
  });
  robot.send({ message: 'look here' });
  await gwen.page.waitForFunction(() =>
    (window as unknown as { shown: string[] }).shown.some((title) => title.includes('Robot')),
  );

  await hub.stop();
  hub = await startHub([], data);
  const late = await script(hub, { history: '10' });
  await late.until(() => late.messages.length === 3);
  expect(late.messages).toEqual(['said before you came', 'in real time', 'look here']);
});

it('S2: an id per connection, echo to the sender, the page in several windows, reconnect with its state shown', async () => {
  const data = await tempFolder();
  const hub = await startHub([], data);
  const [one, two] = [await script(hub), await script(hub)];
  expect(one.received[0]?.['id']).not.toBe(two.received[0]?.['id']);
  one.send({ message: 'to all' });
  await Promise.all([one, two].map((client) => client.until(() => client.messages.includes('to all'))));

  const windows = [await inABrowser('Ada', hub.url), await inABrowser('Ben', `http://localhost:${String(hub.port)}/`)];
  for (const person of windows) await person.sees('Connected');
  await hub.kill();
  for (const person of windows) await person.sees('Offline');
  await startHub(['--port', String(hub.port)], data);
  for (const person of windows) await person.page.getByText('Connected').first().waitFor({ timeout: 40_000 });
});

it('S3: {"username","message"} in and out on /ws, a page at /', async () => {
  const hub = await startHub();
  // The code of that system's own client, but for its address.
  const socket = new WebSocket(`ws://127.0.0.1:${String(hub.port)}/ws`);
  await once(socket, 'open');
  const heard: { username: string; message: string }[] = [];
  const done = new Promise<void>((resolve) =>
    socket.on('message', (data: Buffer) => {
      heard.push(JSON.parse(data.toString()) as { username: string; message: string });
      if (heard.at(-1)?.message === 'Hello!') resolve();
    }),
  );
  socket.send(JSON.stringify({ username: 'Carol', message: 'Hello!' }));
  await done;
  expect(heard.at(-1)).toMatchObject({ username: 'Carol', message: 'Hello!' });
  socket.close();
  const page = await fetch(hub.url);
  expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
});

it('S4: ?name=, Anonymous, no echo, a slow client blocks nobody, dead peers are found, a log', async () => {
  const hub = await startHub(['--limit', 'heartbeat=1000', '--limit', 'messageRate=0']);
  const alice = await script(hub, { name: 'Alice', echo: '0' });
  const nobody = await script(hub);
  const slow = await script(hub, { name: 'Slow' });
  slow.socket.pause();
  alice.send('from Alice');
  nobody.send('from nobody');
  await alice.until(() => alice.messages.length === 1);
  await nobody.until(() => nobody.messages.length === 2);
  expect(alice.received.at(-1)).toMatchObject({ username: 'Anonymous', message: 'from nobody' });
  expect(nobody.messages).toEqual(['from Alice', 'from nobody']);

  // It reads nothing, so it answers no ping: two later it is gone, and everybody else went on.
  slow.socket.resume();
  const dead = new WebSocket(hub.ws, { autoPong: false });
  const [code] = (await once(dead, 'close')) as [number];
  expect(code).toBe(1006);
  alice.send('still here');
  await nobody.until(() => nobody.messages.includes('still here'));
  const lines = hub
    .log()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { event: string });
  expect(new Set(lines.map(({ event }) => event))).toEqual(new Set(['start', 'join', 'leave', 'refusal']));
  expect(hub.log()).not.toContain('from Alice');
});

it('S5: ping every 5 s, dropped after 2 missed; rooms that users create and join, messages seen only there', async () => {
  const hub = await startHub();
  const [red, alsoRed, blue] = [
    await script(hub, { room: 'red' }),
    await script(hub, { room: 'red' }),
    await script(hub, { room: 'blue' }),
  ];
  red.send('red alone');
  blue.send('blue alone');
  await alsoRed.until(() => alsoRed.messages.length === 1);
  await blue.until(() => blue.messages.length === 1);
  expect([red, alsoRed, blue].map(({ messages }) => messages)).toEqual([['red alone'], ['red alone'], ['blue alone']]);
  // The defaults themselves; test/hub/heartbeat.test.ts holds the hub to them on a clock of its own.
  const full = new WebSocket(hub.ws, 'hearth.v1');
  const [hello] = (await once(full, 'message')) as [Buffer];
  expect(JSON.parse(hello.toString())).toMatchObject({ type: 'hello', limits: { heartbeat: 5_000 } });
  full.close();

  // User names and passwords, asked before there is a WebSocket.
  const data = await tempFolder();
  const closed = await startHub(['--access', 'accounts'], data);
  expect(await runHub(['accounts', 'add', 'ann', '--data', data], 'open sesame\n')).toMatchObject({ code: 0 });
  const dial = (login?: string): WebSocket =>
    new WebSocket(closed.ws, login === undefined ? {} : { headers: { authorization: `Basic ${btoa(login)}` } });
  const refusal = async (login?: string): Promise<number | undefined> => {
    const [, answer] = (await once(dial(login), 'unexpected-response')) as [unknown, IncomingMessage];
    answer.resume();
    return answer.statusCode;
  };
  expect([await refusal(), await refusal('ann:guess'), await refusal('bob:open sesame')]).toEqual([401, 401, 401]);
  const ann = dial('ann:open sesame');
  onTestFinished(() => ann.close());
  const [welcome] = (await once(ann, 'message')) as [Buffer];
  expect(JSON.parse(welcome.toString())).toMatchObject({
    username: 'System',
    message: expect.stringMatching(/^Welcome to Workshop, ann/) as string,
  });
});
