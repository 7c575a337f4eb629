/** The main job: a hub, two people with the app, one in a browser and a script, in one room. */
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { closeBrowser, guestPage, screenshot } from '../helpers/browser';
import { startHubProcess } from '../helpers/hub-process';
import { launchApp } from '../helpers/launch-app';
import { ScriptClient } from '../helpers/script-client';
import { tempFolder } from '../helpers/temp-folder';
import { Person } from './person';

afterAll(closeBrowser);

async function inTheApp(name: string, address: string, dataDir: string): Promise<{ person: Person; close(): Promise<void> }> {
  const app = await launchApp({ dataDir });
  onTestFinished(() => app.kill());
  const person = new Person(app.page, name);
  await person.join(address);
  await person.isIn('lobby');
  return { person, close: () => app.close() };
}

async function inABrowser(name: string, url: string): Promise<Person> {
  const page = await guestPage(url);
  onTestFinished(() => page.context().close());
  const person = new Person(page, name);
  await person.joinAsGuest();
  await person.isIn('lobby');
  return person;
}

it('keeps everybody in the same conversation, through a hub that is killed in the middle', { timeout: 120_000 }, async () => {
  const data = await tempFolder();
  const adaFiles = await tempFolder();
  const benFiles = await tempFolder();
  let hub = await startHubProcess(data, ['--name', 'Workshop']);
  onTestFinished(() => hub.kill());
  const address = `127.0.0.1:${String(hub.port)}`;

  const ada = await inTheApp('Ada', address, adaFiles);
  const ben = await inTheApp('Ben', `ws://${address}/ws`, benFiles);
  const guest = await inABrowser('Gwen', hub.url);
  let script = await ScriptClient.connect(hub.ws, { name: 'Robot' });
  onTestFinished(() => script.close());
  const people = [ada.person, ben.person, guest];

  const said: string[] = [];
  const say = async (who: Person, text: string): Promise<void> => {
    await who.writes(text);
    said.push(text);
    await script.until(() => script.messages.includes(text));
  };
  await say(ada.person, 'Ada says one');
  await say(guest, 'Gwen says two');
  await say(ben.person, 'Ben says three');
  script.send({ message: 'Robot says four' });
  said.push('Robot says four');
  await script.until(() => script.messages.includes('Robot says four'));
  for (const person of people) await person.reads(said);
  expect(script.messages).toEqual(said);

  await hub.kill();
  for (const person of people) await person.sees(/Reconnecting to Workshop|went offline/);
  await screenshot(ada.person.page, 'together-offline');
  await ada.person.writes('Ada while it was gone');
  await guest.writes('Gwen while it was gone');
  await ada.person.reads([...said, 'Ada while it was gone']);

  hub = await startHubProcess(data, ['--port', String(hub.port)]);
  for (const person of people)
    await person
      .button('Try now')
      .click({ timeout: 3_000 })
      .catch(() => undefined);
  const all = [...said, 'Ada while it was gone', 'Gwen while it was gone'];
  await expect.poll(async () => (await ben.person.order(all)).length, { timeout: 40_000 }).toBe(all.length);
  const order = await ben.person.order(all);
  expect(order.slice(0, said.length)).toEqual(said);
  for (const person of people) await person.reads(order);
  script = await ScriptClient.connect(hub.ws, { name: 'Robot', history: '50' });
  await script.until(() => script.messages.length >= order.length);
  expect(script.messages).toEqual(order);
  await screenshot(ada.person.page, 'together-app');
  await screenshot(guest.page, 'together-browser');

  // The hub's own file says the same, and any tool could read it.
  await hub.stop();
  await ada.close();
  const alone = await launchApp({ dataDir: adaFiles });
  onTestFinished(() => alone.kill());
  const offline = new Person(alone.page, 'Ada');

  await offline.button(/^Workshop/).click();
  await offline.reads(order);
  await screenshot(alone.page, 'together-offline-restart');
});

it('shows what was said before to somebody who comes late, and keeps it in the browser without a hub', async () => {
  const hub = await startHubProcess(await tempFolder(), ['--name', 'Workshop']);
  onTestFinished(() => hub.kill());
  const script = await ScriptClient.connect(hub.ws, { name: 'Robot' });
  onTestFinished(() => script.close());
  const earlier = ['first', 'second', 'third'];
  for (const message of earlier) script.send({ message });
  await script.until(() => script.messages.length === earlier.length);

  const guest = await inABrowser('Gwen', hub.url);
  await guest.reads(earlier);
  await hub.kill();
  await guest.sees(/Reconnecting to Workshop|went offline/);
  await guest.reads(earlier);
});

it('shows a conversation only in its room, and makes, joins and leaves rooms', async () => {
  const hub = await startHubProcess(await tempFolder(), ['--name', 'Workshop']);
  onTestFinished(() => hub.kill());
  const [ada, ben] = [await inABrowser('Ada', hub.url), await inABrowser('Ben', hub.url)];
  await ada.button('Create a room').click();
  await ada.field('Name of the room').fill('garden');
  await ada.button('Create and join').click();
  await ada.isIn('garden');
  await ada.writes('only in the garden', 'garden');
  await ada.reads(['only in the garden'], 'garden');

  await ben.writes('only in the lobby');
  await ben.reads(['only in the lobby']);
  expect(await ben.order(['only in the garden'])).toEqual([]);
  await ben.button('Join #garden').click();
  await ben.isIn('garden');
  await ben.reads(['only in the garden'], 'garden');
  await screenshot(ben.page, 'rooms');

  // Ada is in both and looks at one: the other one counts.
  await ben.writes('a rose', 'garden');
  await ada.reads(['only in the garden', 'a rose'], 'garden');
  await ada.page.getByRole('button', { name: /#lobby.*1 new message/ }).waitFor();
  await expect.poll(() => ada.page.title()).toMatch(/^\(1\)/);
  await ada.page
    .getByRole('button', { name: /#lobby/ })
    .first()
    .click();
  await ada.reads(['only in the lobby']);
  await expect.poll(() => ada.page.title()).not.toMatch(/^\(/);
});

it("goes back from panel to room to list by a phone's Back button, and not off the page", async () => {
  const hub = await startHubProcess(await tempFolder());
  onTestFinished(() => hub.kill());
  const page = await guestPage(hub.url, { viewport: { width: 390, height: 844 } });
  onTestFinished(() => page.context().close());
  const gwen = new Person(page, 'Gwen');
  await gwen.joinAsGuest();
  await gwen.isIn('lobby');
  await gwen.button('Show people').click();
  await page.getByRole('heading', { name: 'People' }).waitFor();
  await page.goBack();
  await page.getByRole('heading', { name: 'People' }).waitFor({ state: 'hidden' });
  await gwen.isIn('lobby');
  await page.goBack();
  await gwen.composer().waitFor({ state: 'hidden' });
  await gwen.button('Create a room').waitFor();
  // And in again by the list, out again by the button of the page: the way back is as long as before.
  await gwen.button(/^#lobby$/).click();
  await gwen.isIn('lobby');
  await gwen.button('All rooms').click();
  await gwen.button('Create a room').waitFor();
  await expect.poll(() => page.evaluate(() => (history.state as { hearth?: number } | null)?.hearth ?? 0)).toBe(0);
});

it('asks nobody but its hub for anything', async () => {
  const hub = await startHubProcess(await tempFolder());
  onTestFinished(() => hub.kill());
  const page = await guestPage('about:blank');
  onTestFinished(() => page.context().close());
  const asked = new Set<string>();
  page.on('request', (request) => asked.add(new URL(request.url()).origin));
  page.on('websocket', (socket) => asked.add(new URL(socket.url()).origin));
  await page.goto(hub.url);
  const person = new Person(page, 'Gwen');
  await person.joinAsGuest();
  await person.isIn('lobby');
  await person.writes('alone');
  await person.reads(['alone']);
  expect([...asked].sort()).toEqual([`http://127.0.0.1:${String(hub.port)}`, `ws://127.0.0.1:${String(hub.port)}`]);
});
