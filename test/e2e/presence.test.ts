/** Three people in browsers: who types, who is there, and who has what was said. */
import { afterAll, expect, it, onTestFinished } from 'vitest';
import type { Page } from 'playwright-core';
import { closeBrowser, guestPage, screenshot } from '../helpers/browser';
import { startHubProcess } from '../helpers/hub-process';
import { tempFolder } from '../helpers/temp-folder';
import { Person } from './person';

afterAll(closeBrowser);

async function inABrowser(name: string, url: string): Promise<Person> {
  const page = await guestPage(url);
  onTestFinished(() => page.context().close());
  const person = new Person(page, name);
  await person.joinAsGuest();
  await person.isIn('lobby');
  return person;
}

/** What stands under one's own newest message. */
const receipt = (person: Person): Promise<string> => person.page.locator('.receipt').innerText();

const says = async (person: Person, text: string | RegExp): Promise<void> =>
  expect.poll(() => receipt(person), { timeout: 15_000 }).toMatch(text);

/** Opens a page of the same browser again, as the same person. */
async function comesBack(page: Page, name: string, url: string): Promise<Person> {
  const again = await page.context().newPage();
  await again.goto(url);
  const person = new Person(again, name);
  const back = person.button(new RegExp(`as ${name}|^Join|^Continue`)).first();
  await Promise.race([person.composer('lobby').waitFor(), back.waitFor()]);
  if (await back.isVisible()) await back.click();
  await person.isIn('lobby');
  return person;
}

it(
  'shows who types, who is there, and how far each message got, also over a restart of the hub',
  { timeout: 180_000 },
  async () => {
    const data = await tempFolder();
    let hub = await startHubProcess(data, ['--name', 'Workshop']);
    onTestFinished(() => hub.kill());
    const [ada, ben] = [await inABrowser('Ada', hub.url), await inABrowser('Ben', hub.url)];
    let cleo = await inABrowser('Cleo', hub.url);

    // Typing appears, and ends with the message and with the last letter that is taken back.
    await ben.composer().pressSequentially('Good mor');
    await ada.sees('Ben is typing');
    await cleo.composer().pressSequentially('Hi');
    await ada.sees('Ben and Cleo are typing');
    await screenshot(ada.page, 'presence-typing');
    await cleo.composer().fill('');
    await ada.sees('Ben is typing');
    await ben.composer().press('Enter');
    await ada.reads(['Good mor']);
    await ada.page.getByText('is typing').waitFor({ state: 'hidden' });

    // Everybody looks: everybody has read it.
    await ada.writes('Tea is ready');
    await says(ada, 'Read by all 2');

    // One closes the page: it waits for her, and her coming back says so.
    const cleos = cleo.page;
    await cleos.goto('about:blank');
    await ada.writes('There is cake as well');
    await says(ada, 'Read by 1 of 2');
    await ada.page.locator('.receipt button').click();
    const seen = ada.page.getByRole('dialog', { name: 'Who has seen this message' });
    await seen.getByText('Read by 1 of 2. Received by 1 of 2.').waitFor();
    await expect.poll(() => seen.getByRole('heading', { level: 3 }).allInnerTexts()).toEqual(['Read (1)', 'Not yet (1)']);
    await seen
      .getByText(/Offline since/)
      .first()
      .waitFor({ state: 'attached' });
    await screenshot(ada.page, 'presence-seen');
    await ada.page.keyboard.press('Escape');
    cleo = await comesBack(cleos, 'Cleo', hub.url);
    await says(ada, 'Read by all 2');

    // Words for who is there.
    await ben.button(/^Ben,? Online/).click();
    await ben.page.getByRole('menuitem', { name: 'Set status' }).click();
    await ben.page.getByRole('radio', { name: 'Do not disturb' }).check();
    await ben.field('In your words').fill('Soldering');
    await screenshot(ben.page, 'presence-status');
    await ben.button('Save').click();
    await ben.button(/^Ben,? Do not disturb · Soldering/).waitFor();
    await ada.button('Show people').click();
    await ada.sees('Do not disturb · Soldering');
    await cleo.button(/^Cleo,? Online/).click();
    await cleo.page.getByRole('menuitem', { name: 'Set status' }).click();
    await cleo.page.getByRole('radio', { name: 'Away' }).check();
    await cleo.button('Save').click();
    await ada.page.getByRole('complementary').getByText('Away', { exact: true }).filter({ visible: true }).waitFor();
    await screenshot(ada.page, 'presence-people');

    // The hub remembers over a restart, and a status lives on the device.
    await hub.stop();
    await ada.sees(/Reconnecting to Workshop|went offline|stopped Workshop/);
    await cleo.page.goto('about:blank');
    hub = await startHubProcess(data, ['--port', String(hub.port)]);
    for (const person of [ada, ben])
      await person
        .button('Try now')
        .click({ timeout: 3_000 })
        .catch(() => undefined);
    await ada.sees('Do not disturb · Soldering');
    await says(ada, 'Read by all 2');
    await ada.writes('And milk');
    await says(ada, 'Read by 1 of 2');
  },
);

it('lets somebody keep to themselves what they have read', { timeout: 90_000 }, async () => {
  const hub = await startHubProcess(await tempFolder(), ['--name', 'Workshop']);
  onTestFinished(() => hub.kill());
  const [ada, ben] = [await inABrowser('Ada', hub.url), await inABrowser('Ben', hub.url)];
  await ada.button(/^Ada,? Online/).click();
  await ada.page.getByRole('menuitem', { name: 'Set status' }).click();
  await ada.page.getByRole('checkbox', { name: 'Let others see what I have read' }).uncheck();
  await ada.button('Save').click();
  await ben.writes('Did you see this?');
  await says(ben, /^Received$/);
  await ada.writes('Perhaps');
  await says(ada, /^Received$/);
  await ada.page.locator('.receipt button').click();
  await ada.sees('You do not let others see what you have read, so you do not see what they have.');
});
