/** Two people in browsers: answers, edits, reactions, pins and announcements, also for the one who was not there meanwhile. */
import { afterAll, expect, it, onTestFinished } from 'vitest';
import type { Locator } from 'playwright-core';
import { closeBrowser, guestPage, screenshot } from '../helpers/browser';
import { startHubProcess } from '../helpers/hub-process';
import { objections } from '../helpers/objections';
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

const row = ({ page }: Person, text: string): Locator =>
  page
    .locator('article.message')
    .filter({ has: page.locator('.text', { hasText: text }) })
    .last();

/** By the menu beside a message. */
async function chooses(person: Person, text: string, item: string): Promise<void> {
  await row(person, text).hover();
  await row(person, text).locator('.tools').click();
  await person.page.getByRole('menuitem', { name: item }).click();
}

it('says something about messages, and whoever was away finds all of it', { timeout: 180_000 }, async () => {
  const hub = await startHubProcess(await tempFolder(), ['--name', 'Workshop']);
  onTestFinished(() => hub.kill());
  const ada = await inABrowser('Ada', hub.url);
  let ben = await inABrowser('Ben', hub.url);
  await ada.writes('Who brings the kee?');
  await ben.reads(['Who brings the kee?']);
  await chooses(ben, 'Who brings the kee?', 'Reply');
  await ben.sees('Replying to Ada: Who brings the kee?');
  await ben.writes('I do');
  await ada.button('In reply to an earlier message Ada Who brings the kee?').waitFor();

  // Ben is away, and all of it happens without him.
  const away = ben.page;
  await away.goto('about:blank');
  await chooses(ada, 'Who brings the kee?', 'Edit');
  await ada.writes('Who brings the key?');
  await row(ada, 'Who brings the key?').getByText('edited').waitFor();
  await row(ada, 'I do').locator('.tools').focus();
  await ada.page.keyboard.press('+');
  const picker = ada.page.getByRole('dialog', { name: 'Add a reaction' });
  await picker.locator('input').first().fill('rocket');
  await picker.getByText('🚀').first().click();
  await ada.button('🚀, 1 person, you too. Take yours back').waitFor();
  await row(ada, 'Who brings the key?').locator('.tools').focus();
  await ada.page.keyboard.press('p');
  await ada.sees('Ada pinned: Who brings the key?');
  await ada.button('Ask everybody to acknowledge this message').click();
  await ada.writes('Fire drill at three');
  await ada.sees('Announcement');
  await ada.writes('a slip');
  await chooses(ada, 'a slip', 'Delete…');
  await ada.page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await ada.sees('Ada deleted a message');

  const again = await away.context().newPage();
  await again.goto(hub.url);
  ben = new Person(again, 'Ben');
  const back = ben.button(/as Ben|^Join|^Continue/).first();
  await Promise.race([ben.composer().waitFor(), back.waitFor()]);
  if (await back.isVisible()) await back.click();
  await ben.isIn('lobby');
  await row(ben, 'Who brings the key?').getByText('edited').waitFor();
  await ben.button('In reply to an earlier message Ada Who brings the key?').waitFor();
  await ben.button('🚀, 1 person. Add yours').click();
  await ada.button('🚀, 2 people, you too. Take yours back').waitFor();
  await ben.sees('Ada deleted a message');
  expect(await ben.order(['a slip', 'Who brings the kee?'])).toEqual([]);
  await ben.button(/^Acknowledge$/).click();
  await ben.sees('You have acknowledged this.');
  await ada.button('1 of 1 have acknowledged').waitFor();
  await ben.button(/^edited$/).click();
  await ben.page.getByRole('dialog', { name: 'Versions of this message' }).getByText('Who brings the kee?').waitFor();
  await ben.page.keyboard.press('Escape');
  await ben.button('Show pinned messages').click();
  await ben.page.getByRole('complementary').getByText('Who brings the key?').waitFor();

  for (const colorScheme of ['light', 'dark'] as const) {
    await ben.page.emulateMedia({ colorScheme });
    await screenshot(ben.page, `talk-${colorScheme}`);
    expect(await objections(ben.page, `talk-${colorScheme}`)).toEqual([]);
  }
  await ben
    .button(/^Close$/)
    .last()
    .click();
  // Away from the button, whose label stands beside it as long as it has the focus.
  await ben.composer().click();
  await ben.page.setViewportSize({ width: 390, height: 844 });
  expect(await objections(ben.page, 'talk-narrow')).toEqual([]);
  await screenshot(ben.page, 'talk-narrow');

  // A link to a message leads there, from the address bar as well.
  await ben.page.evaluate((hash) => (location.hash = hash), `k=${hub.hubId}&m=none.1`);
  await ben.sees('You are not in the conversation that this link leads to.');
});
