/** Conversations between two people, each in a browser of their own: direct ones, private rooms, topics, archives, and their order in the list. */
import { afterAll, expect, it, onTestFinished } from 'vitest';
import type { Locator } from 'playwright-core';
import { closeBrowser, guestPage, screenshot } from '../helpers/browser';
import { startHubProcess } from '../helpers/hub-process';
import { ScriptClient } from '../helpers/script-client';
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

/** What somebody does with conversations. */
class Talker extends Person {
  get list(): Locator {
    return this.page.getByRole('navigation');
  }

  item(name: string | RegExp): Locator {
    return this.list.getByRole('button', { name });
  }

  /** Names under a heading of the list, from top to bottom. */
  async under(heading: string): Promise<string[]> {
    const names = await this.list.getByRole('list', { name: heading }).locator('li .name').allInnerTexts();
    return names.map((name) => name.trim());
  }

  async choose(menu: string, ...items: string[]): Promise<void> {
    await this.item(new RegExp(`^#?${menu.replace(/^Menu of (the conversation with )?#?/, '')}`)).hover();
    await this.button(menu).click();
    for (const item of items) await this.page.getByRole(/^Of /.test(item) ? 'menuitemradio' : 'menuitem', { name: item }).click();
  }

  async says(label: string, text: string): Promise<void> {
    await this.field(label).fill(text);
    await this.field(label).press('Enter');
  }
}

const talker = async (name: string, url: string): Promise<Talker> => {
  const { page } = await inABrowser(name, url);
  return new Talker(page, name);
};

it('two write to each other alone, also while one is away', { timeout: 120_000 }, async () => {
  const hub = await startHubProcess(await tempFolder(), ['--name', 'Workshop']);
  onTestFinished(() => hub.kill());
  const [ada, ben] = [await talker('Ada', hub.url), await talker('Ben', hub.url)];
  const gwen = await talker('Gwen', hub.url);

  await ada.button('Show people').click();
  await ada.page
    .getByRole('button', { name: 'About Ben' })
    .or(ada.page.locator('.person', { hasText: 'Ben' }))
    .first()
    .click();
  await ada.button('Message Ben').click();
  await ada.says('Message Ben', 'between us');
  await expect.poll(() => ben.under('Direct messages')).toEqual(['Ada']);
  await ben.item(/^Ada/).click();
  await ben.sees('between us');
  await ben.says('Message Ada', 'agreed');
  await ada.sees('agreed');
  await screenshot(ada.page, 'direct');

  // One goes, the other writes on, and it is there on the way back.
  await ben.page.goto('about:blank');
  await ada.page
    .getByText(/^(not here|Offline)/)
    .first()
    .waitFor();
  await ada.says('Message Ben', 'for when you are back');
  await ada.sees('for when you are back');
  await ben.page.goto(hub.url);
  await ben.item(/^Ada/).waitFor();
  // A read mark of the last half second may be lost, so that more than one is new.
  await expect.poll(() => ben.item(/^Ada/).textContent()).toMatch(/\d new message/);
  await ben.item(/^Ada/).click();
  await ben.sees('for when you are back');

  // Nobody else has seen any of it.
  expect(await gwen.under('Direct messages')).toEqual([]);
  expect(await gwen.page.content()).not.toContain('between us');
});

it('a private room is made, told to those who are invited, and left', { timeout: 120_000 }, async () => {
  const hub = await startHubProcess(await tempFolder(), ['--name', 'Workshop']);
  onTestFinished(() => hub.kill());
  const [ada, ben, gwen] = [await talker('Ada', hub.url), await talker('Ben', hub.url), await talker('Gwen', hub.url)];
  await ada.button('Create a room').click();
  await ada.field('Name of the room').fill('plans');
  await ada.page.getByRole('checkbox', { name: 'Only people who are invited' }).check();
  await screenshot(ada.page, 'private-room');
  await ada.button('Create and join').click();
  await ada.page.getByRole('dialog', { name: 'Invite people to #plans' }).getByText('Ben').click();
  await ada.button('Invite').click();
  await ben.item(/^plans/).click();
  await ada.says('Message #plans', 'only us');
  await ben.sees('only us');
  expect(await gwen.page.content()).not.toContain('plans');

  await ada.choose('Menu of #plans', 'Set a topic');
  await ada.field('What the room is about').fill('What nobody else may know');
  await ada.button('Save').click();
  await ben.sees('What nobody else may know');
  await ben.sees('Ada changed the topic: What nobody else may know');
  await screenshot(ben.page, 'topic');

  await ada.choose('Menu of #plans', 'Archive');
  await ben.sees('This room is archived: nobody writes in it any more.');
  await ada.button('Undo').click();
  await ben.says('Message #plans', 'open again');
  await ada.sees('open again');

  await ben.choose('Menu of #plans', 'Leave #plans');
  await ben.button('Leave').click();
  await expect.poll(() => ben.under('Rooms')).toEqual(['#lobby']);
  await ada.says('Message #plans', 'without Ben');
  await ada.sees('without Ben');
  // What was read there can be read on.
  await ben
    .item(/^plans/)
    .or(ben.button('Archived (1)'))
    .first()
    .click();
  expect(await ben.page.content()).not.toContain('without Ben');
});

it('pinned ones stay on top, the others go by what is said in them, and muted ones are quiet', { timeout: 120_000 }, async () => {
  const hub = await startHubProcess(await tempFolder(), ['--name', 'Workshop']);
  onTestFinished(() => hub.kill());
  const ada = await talker('Ada', hub.url);
  const rooms = ['alpha', 'beta'];
  const scripts: ScriptClient[] = [];
  for (const room of rooms) {
    const script = await ScriptClient.connect(hub.ws, { name: `bot-${room}`, room });
    onTestFinished(() => script.close());
    scripts.push(script);
    await ada.page.getByRole('button', { name: `Join #${room}` }).click();
    await ada.isIn(room);
  }
  const say = async (script: ScriptClient | undefined, text: string): Promise<void> => {
    script?.send({ message: text });
    await script?.until(() => script.messages.includes(text));
  };
  await ada.item(/^#lobby/).click();
  await say(scripts[0], 'first alpha');
  await say(scripts[1], 'then beta');
  await expect.poll(() => ada.under('Rooms')).toEqual(['#beta', '#alpha', '#lobby']);
  await say(scripts[0], 'alpha again');
  await expect.poll(() => ada.under('Rooms')).toEqual(['#alpha', '#beta', '#lobby']);
  await ada.choose('Menu of #lobby', 'Pin to the top');
  await expect.poll(() => ada.under('Pinned')).toEqual(['#lobby']);
  await ada.choose('Menu of #beta', 'Mute', 'Until I unmute it');
  await ada.item(/^#beta.*muted/).waitFor();
  await screenshot(ada.page, 'sidebar');
  // Kept on this device.
  await ada.page.reload();
  await ada.item(/^#lobby.*pinned/).waitFor();
  await ada.item(/^#beta.*muted/).waitFor();
  // The same menu by the right button, and by the keyboard.
  await ada.item(/^#alpha/).click({ button: 'right' });
  await ada.page.getByRole('menuitem', { name: 'Pin to the top' }).click();
  await expect.poll(async () => (await ada.under('Pinned')).sort()).toEqual(['#alpha', '#lobby']);
  await ada.item(/^#lobby/).focus();
  await ada.page.keyboard.press('Shift+F10');
  await ada.page.getByRole('menuitem', { name: 'Unpin' }).waitFor();
  await ada.page.keyboard.press('Escape');
});
