/** The built app hosts, and people get in: by password, by invite and by a knock, from the app and from a browser. */
import { afterAll, expect, it, onTestFinished } from 'vitest';
import type { Page } from 'playwright-core';
import { closeBrowser, guestPage, screenshot } from '../helpers/browser';
import { launchApp, type AppHandle } from '../helpers/launch-app';
import { tempFolder } from '../helpers/temp-folder';
import type { ChatState } from '../../src/shared/ipc/chat-api';
import type { Outcome } from '../../src/shared/ipc/outcome';
import type { NewInvite } from '../../src/shared/ipc/trust-api';
import type { PageApi } from '../../src/shared/ipc/contract';
import type { Access } from '../../src/shared/protocol';
import { Person } from './person';

afterAll(closeBrowser);

const PASSWORD = 'correct horse battery staple';

async function open(name: string): Promise<{ app: AppHandle; person: Person }> {
  const app = await launchApp({ dataDir: await tempFolder() });
  onTestFinished(() => app.kill());
  return { app, person: new Person(app.page, name) };
}

/** What the app's own page can ask for. */
declare const hearth: PageApi;

/** Hanna hosts, as the form would have it. */
async function hosted(access: Access) {
  const { app, person } = await open('Hanna');
  const started = await app.page.evaluate(async (how): Promise<[Outcome, ChatState]> => {
    await hearth.setName('Hanna');
    const outcome = await hearth.host({ name: 'Workshop', room: 'lobby', port: 0, guests: 'encrypted', access: how });
    return [outcome, await hearth.getState()];
  }, access);
  expect(started[0]).toEqual({ ok: true, value: null });
  await person.isIn('lobby');
  const { hosting } = started[1];
  const port = hosting.phase === 'live' ? hosting.port : 0;
  return { app, person, address: `127.0.0.1:${String(port)}` };
}

async function guest(name: string, url: string): Promise<{ person: Person; page: Page; errors: string[] }> {
  const page = await guestPage('about:blank', { ignoreHTTPSErrors: true });
  onTestFinished(() => page.context().close());
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await page.goto(url);
  const person = new Person(page, name);
  await person.joinAsGuest();
  return { person, page, errors };
}

/** To this machine itself, whatever addresses it has. */
const here = (link: string, address: string): string => link.replace(/\/\/[^/]+\//, `//${address}/`);

it('by a password, which a browser checks as well, and which says that the key is right', { timeout: 120_000 }, async () => {
  const { app, person: hanna, address } = await hosted('password');
  const set = await app.page.evaluate((password) => hearth.manage('access', { do: 'set-password', password }), PASSWORD);
  expect(set).toEqual({ ok: true, value: [] });

  const gwen = await guest('Gwen', `https://${address}/`);
  await gwen.person.sees('Workshop asks for its password');
  await gwen.page.getByLabel('Password', { exact: true }).fill('wrong');
  await gwen.person.button('Enter').click();
  await gwen.person.sees(/not the right password/);
  await screenshot(gwen.page, 'access-password-wrong');
  await gwen.page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await gwen.person.button('Enter').click();
  await gwen.person.isIn('lobby');

  const ben = await open('Ben');
  await ben.person.join(address);
  await ben.person.sees('Workshop asks for its password');
  await ben.app.page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await ben.person.button('Enter').click();
  await ben.person.isIn('lobby');
  await ben.person.button('Verified').waitFor();

  await gwen.person.writes('from a browser');
  await hanna.reads(['from a browser']);
  await ben.person.reads(['from a browser']);
  // Known now: nothing is asked any more.
  await gwen.page.reload();
  await gwen.person.isIn('lobby');
  expect([gwen.errors, ben.app.pageErrors(), app.pageErrors()]).toEqual([[], [], []]);
});

it('by an invite, which is gone from the address bar and works once', { timeout: 120_000 }, async () => {
  const { app, address } = await hosted('invite');
  const invite = async (): Promise<NewInvite> => {
    const made = await app.page.evaluate(() => hearth.manage('createInvite', { role: 'member', hours: 1, uses: 1 }));
    if (!made.ok) throw new Error(made.problem.code);
    return made.value;
  };
  const { link } = await invite();
  const url = here(link.web ?? '', address);
  const gwen = await guest('Gwen', url);
  await gwen.person.isIn('lobby');
  expect([/s=/.test(url), /s=/.test(gwen.page.url())]).toEqual([true, false]);

  const late = await guest('Lena', url);
  await late.person.sees('Workshop asks for an invite');
  await late.page.getByLabel('Invite link').fill(here((await invite()).link.web ?? '', address));
  await late.person.button('Use the invite').click();
  await late.person.isIn('lobby');

  const ben = await open('Ben');
  await ben.person.join(here((await invite()).link.app, address));
  await ben.person.isIn('lobby');
  await ben.person.button('Verified').waitFor();
  expect([gwen.errors, late.errors, ben.app.pageErrors()]).toEqual([[], [], []]);
});

it('by a knock that the host hears', { timeout: 120_000 }, async () => {
  const { person: hanna, app, address } = await hosted('knock');
  const ben = await open('Ben');
  await ben.person.join(address);
  await ben.person.button('Knock').click();
  await ben.person.sees('You knocked at Workshop');
  await hanna.sees('Ben knocks');
  await screenshot(app.page, 'access-knock');
  await hanna.button('Let in for good').click();
  await ben.person.isIn('lobby');

  const eve = await guest('Eve', `https://${address}/`);
  await eve.person.button('Knock').click();
  await hanna.sees('Eve knocks');
  await hanna.button('Refuse').click();
  await eve.person.sees(/did not let you in/);
  expect([eve.errors, ben.app.pageErrors(), app.pageErrors()]).toEqual([[], [], []]);
});
