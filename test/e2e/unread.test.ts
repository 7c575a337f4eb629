/** What is unread, everywhere where it is said: badge, title and list, in the app and in a browser. */
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { closeBrowser, guestPage, screenshot } from '../helpers/browser';
import { startHubProcess, type HubProcess } from '../helpers/hub-process';
import { launchApp, type AppHandle } from '../helpers/launch-app';
import { ScriptClient } from '../helpers/script-client';
import { tempFolder } from '../helpers/temp-folder';
import { Person } from './person';

afterAll(closeBrowser);

const ROOM = 'lathe';

/** Says things in a room, one after another. */
async function speaker(hub: HubProcess, room: string): Promise<(...texts: string[]) => Promise<void>> {
  const script = await ScriptClient.connect(hub.ws, { name: 'Ben', room });
  onTestFinished(() => script.close());
  return async (...texts) => {
    for (const message of texts) {
      script.send({ message });
      await script.until(() => script.messages.includes(message));
    }
  };
}

/** The number of the list, and that of the title: 0 for none. */
async function counts({ page }: Person): Promise<{ list: number; title: number }> {
  const mark = page
    .getByRole('button', { name: new RegExp(`^#${ROOM}`) })
    .first()
    .locator('.count');
  const list = (await mark.count()) > 0 ? Number(await mark.innerText()) : 0;
  const title = /^\((\d+)\)/.exec(await page.title())?.[1] ?? '0';
  return { list, title: Number(title) };
}
const shows = (person: Person, count: number): Promise<void> =>
  expect.poll(() => counts(person), { timeout: 15_000 }).toEqual({ list: count, title: count });

/** Joins the second room, and goes back to the first. */
async function goesRound(person: Person): Promise<void> {
  await person
    .button(new RegExp(`Join #?${ROOM}`))
    .first()
    .click();
  await person.isIn(ROOM);
  await person
    .button(/^#lobby/)
    .first()
    .click();
  await person.isIn('lobby');
}

async function startApp(dataDir: string): Promise<{ app: AppHandle; person: Person }> {
  const app = await launchApp({ dataDir });
  onTestFinished(() => app.kill());
  return { app, person: new Person(app.page, 'Ada') };
}

it(
  'is one number in the app: list, title and badge agree through a restart, what came meanwhile, and a click on its notification',
  { timeout: 180_000 },
  async () => {
    const hub = await startHubProcess(await tempFolder(), ['--name', 'Workshop']);
    onTestFinished(() => hub.kill());
    const say = await speaker(hub, ROOM);
    await say('old');
    const dataDir = await tempFolder();
    const first = await startApp(dataDir);
    await first.person.join(`127.0.0.1:${String(hub.port)}`);
    await first.person.isIn('lobby');
    await goesRound(first.person);
    await say('one', 'two');
    await shows(first.person, 2);
    await expect.poll(() => first.app.badge()).toBe(2);
    await first.app.close();

    // What was unread still is, and what came meanwhile is too.
    await say('three');
    const second = await startApp(dataDir);
    await second.person.button(/^Workshop/).click();
    await shows(second.person, 3);
    await expect.poll(() => second.app.badge()).toBe(3);
    await second.app.setFocused(false);
    await expect
      .poll(async () => (await second.app.notifications()).at(-1), { timeout: 15_000 })
      .toEqual({ title: `3 new messages in #${ROOM}`, body: 'Ben: three' });
    await say('four');
    await expect
      .poll(async () => (await second.app.notifications()).at(-1), { timeout: 15_000 })
      .toEqual({ title: `4 new messages in #${ROOM}`, body: 'Ben: four' });
    await second.app.clickNotification(-1);
    await second.person.isIn(ROOM);
    await second.person.sees('four');
    await second.person.sees('4 new while you were away');
    await screenshot(second.app.page, 'unread-line');
    await expect.poll(() => second.app.badge()).toBe(0);
    await shows(second.person, 0);
    await second.person.page.keyboard.press('Escape');
    await second.person.page.getByText('4 new while you were away').waitFor({ state: 'detached' });
    expect(second.app.pageErrors()).toEqual([]);
  },
);

it(
  'is one number in a browser, over a reload and a hub that went away, and goes when it was read in another window',
  { timeout: 180_000 },
  async () => {
    const data = await tempFolder();
    let hub = await startHubProcess(data, ['--name', 'Workshop']);
    onTestFinished(() => hub.kill());
    let say = await speaker(hub, ROOM);
    await say('old');
    const page = await guestPage(hub.url);
    onTestFinished(() => page.context().close());
    const person = new Person(page, 'Cleo');
    await person.joinAsGuest();
    await person.isIn('lobby');
    await goesRound(person);
    await say('one', 'two');
    await shows(person, 2);
    await page.reload();
    await shows(person, 2);

    await hub.stop();
    hub = await startHubProcess(data, ['--port', String(hub.port)]);
    say = await speaker(hub, ROOM);
    await say('three');
    await person
      .button('Try now')
      .click({ timeout: 3_000 })
      .catch(() => undefined);
    await shows(person, 3);

    // The same person in another window of the same browser.
    const other = await page.context().newPage();
    await other.goto(hub.url);
    const again = new Person(other, 'Cleo');
    const back = again.button(/as Cleo|^Join|^Continue/).first();
    await Promise.race([again.composer('lobby').waitFor(), back.waitFor()]);
    if (await back.isVisible()) await back.click();
    await again.isIn('lobby');
    await other.bringToFront();
    await again
      .button(new RegExp(`^#${ROOM}`))
      .first()
      .click();
    await again.sees('three');
    await shows(again, 0);
    await shows(person, 0);

    await other.keyboard.press('Control+,');
    await other.getByRole('tab', { name: 'Notifications' }).click();
    await again.sees('Notify me');
    await screenshot(other, 'unread-settings');
    await other.setViewportSize({ width: 390, height: 844 });
    await screenshot(other, 'unread-settings-narrow');
  },
);
