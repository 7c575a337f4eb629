/** Every way in which joining can fail says what happened, in words. */
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import { closeBrowser, screenshot } from '../helpers/browser';
import { freePort } from '../helpers/free-port';
import { startHubProcess } from '../helpers/hub-process';
import { launchApp } from '../helpers/launch-app';
import { hubHello } from '../helpers/memory-hub';
import { tempFolder } from '../helpers/temp-folder';
import { Person } from './person';

afterAll(closeBrowser);

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

async function atTheDoor(): Promise<Person> {
  const app = await launchApp({ dataDir: await tempFolder() });
  onTestFinished(() => app.kill());
  return new Person(app.page, 'Ada');
}

it('says what is wrong with an address, a port, a program, a version and a hub that is full', { timeout: 120_000 }, async () => {
  const ada = await atTheDoor();
  const says = async (address: string, sentence: RegExp): Promise<void> => {
    await ada.join(address);
    await ada.sees(sentence);
  };
  await says('not an address', /is no address that Hearth can read/);
  await says(`127.0.0.1:${String(await freePort())}`, /answers, but nothing listens there/);
  await says('no-such-host.invalid', /No computer called no-such-host\.invalid/);
  const printer = await listening(createHttpServer((_request, response) => response.end('A printer')));
  await says(printer, /No encrypted connection to .* could be made, and nothing was sent/);
  await says(`ws://${printer}`, /but it is not Hearth/);

  const newer = createHttpServer();
  new WebSocketServer({ server: newer }).on('connection', (socket) => socket.send(JSON.stringify(hubHello({ versions: [7] }))));
  await says(`ws://${await listening(newer)}`, /Workshop uses a newer Hearth than this one/);
  await screenshot(ada.page, 'join-newer');

  const full = await startHubProcess(await tempFolder(), ['--limit', 'maxConnections=1']);
  onTestFinished(() => full.kill());
  const first = await atTheDoor();
  await first.join(`127.0.0.1:${String(full.port)}`);
  await first.isIn('lobby');
  await says(`127.0.0.1:${String(full.port)}`, /has as many connections as it allows/);

  // Still on the first screen, and the next address works.
  const hub = await startHubProcess(await tempFolder());
  onTestFinished(() => hub.kill());
  await ada.join(`127.0.0.1:${String(hub.port)}`);
  await ada.isIn('lobby');
});

it('says that nobody answers, after a wait that shows what it waits for and can be ended', { timeout: 60_000 }, async () => {
  // Accepts and stays silent: what a host behind a broken firewall looks like from here.
  const address = await listening(createServer(() => undefined));
  const ada = await atTheDoor();
  await ada.join(address);
  await ada.sees(`Connecting to ${address}`);
  await screenshot(ada.page, 'join-connecting');
  await ada.button('Cancel').click();
  await ada.button('Host a room').waitFor();
  await ada.join(address);
  await ada.page.getByText(/does not answer/).waitFor({ timeout: 20_000 });
  await screenshot(ada.page, 'join-timed-out');
});

it('joins by a pasted invite, whose first address may be of another network', { timeout: 60_000 }, async () => {
  const hub = await startHubProcess(await tempFolder(), ['--name', 'Workshop']);
  onTestFinished(() => hub.kill());
  const { hubId } = hub;
  const ada = await atTheDoor();
  await ada.join(`http://127.0.0.9:${String(hub.port)}/#a=127.0.0.1&k=${hubId}`);
  await ada.isIn('lobby');

  const ben = await atTheDoor();
  await ben.join(`http://127.0.0.1:${String(hub.port)}/#k=${'x'.repeat(43)}`);
  await ben.sees(/not the place the invite was made for/);
  expect(await ben.field(/^Message #/).count()).toBe(0);
});
