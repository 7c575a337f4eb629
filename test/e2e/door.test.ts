/** Getting in and keeping order, through the screens of two apps; axe-core looks at each of them. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { closeBrowser } from '../helpers/browser';
import { freePort } from '../helpers/free-port';
import { launchApp } from '../helpers/launch-app';
import { tempFolder } from '../helpers/temp-folder';
import { Person } from './person';

afterAll(closeBrowser);

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function objections(page: Page): Promise<string[]> {
  await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running'));
  await page.evaluate(axe);
  const found = (await page.evaluate('axe.run()')) as { violations: { id: string; nodes: { html: string }[] }[] };
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

async function open(name: string): Promise<Person> {
  const app = await launchApp({ dataDir: await tempFolder() });
  onTestFinished(() => app.kill());
  return new Person(app.page, name);
}

async function hosts(ada: Person, rule: string, password?: string): Promise<string> {
  const port = await freePort();
  await ada.field('Your name').fill(ada.name);
  await ada.button('Host a room').click();
  await ada.field('Name of the place').fill('Workshop');
  await ada.field('Port').fill(String(port));
  await ada.page.getByLabel(rule, { exact: true }).check();
  if (password !== undefined) await ada.page.getByLabel('Password of the place').fill(password);
  await ada.button('Start hosting').click();
  await ada.isIn('lobby');
  return `127.0.0.1:${String(port)}`;
}

it('knocks, is let in, is kept in order, and leaves a trace of what was deleted', { timeout: 120_000 }, async () => {
  const [ada, ben] = [await open('Ada'), await open('Ben')];
  await ben.join(await hosts(ada, 'People whom you let in'));
  await ben.button('Knock').click();
  await ben.sees('You knocked at Workshop');
  expect(await objections(ben.page)).toEqual([]);
  const words = await ben.page.locator('[translate=no]').innerText();
  expect(words.split(' ')).toHaveLength(4);

  await ada.sees('Ben knocks');
  await ada.sees(words);
  expect(await objections(ada.page)).toEqual([]);
  await ada.button('Let in for good').click();
  await ben.isIn('lobby');
  await ben.writes('a message to regret');
  await ada.reads(['a message to regret']);

  await ada.button(/^Menu of the message of Ben/).focus();
  await ada.page.keyboard.press('Enter');
  await ada.page.getByRole('menuitem', { name: 'Delete…' }).click();
  await ada.button('Delete').click();
  for (const person of [ada, ben]) await person.sees('Ada deleted a message of Ben');
  expect(await ben.timeline().innerText()).not.toContain('regret');

  await ada.button('Menu of #lobby').focus();
  await ada.page.keyboard.press('Enter');
  await ada.page.getByRole('menuitem', { name: 'Lock the room' }).click();
  await ben.sees('This room is locked: only hosts and moderators write.');
  await ada.button('Undo').click();
  await ben.page.getByText('This room is locked').waitFor({ state: 'hidden' });

  await ada.button('Show people').click();
  await ada.button('Menu of Ben').click();
  await ada.page.getByRole('menuitem', { name: 'Send away…' }).click();
  await ada.button('Send away').click();
  await ben.sees(/A host or moderator ended your visit to Workshop/);
  await ada.button('Show how others get in').first().click();
  await ada.button('Audit log').click();
  await ada.sees('Ada sent Ben away');
  await ada.sees('Ada let Ben in');
  expect(await objections(ada.page)).toEqual([]);
});

it('asks for a password, says that one was wrong, and lets in whoever knows it', { timeout: 120_000 }, async () => {
  const [ada, ben] = [await open('Ada'), await open('Ben')];
  await ben.join(await hosts(ada, 'People who know the password', 'correct horse'));
  const field = ben.page.getByLabel('Password', { exact: true });
  await field.fill('battery staple');
  await ben.button('Enter').click();
  await ben.sees(/That was not the right password/);
  expect(await objections(ben.page)).toEqual([]);
  await field.fill('correct horse');
  await ben.button('Enter').click();
  await ben.isIn('lobby');
  await ben.button('Verified').waitFor();
});

it('comes in by an invite that was shown once', { timeout: 120_000 }, async () => {
  const [ada, ben] = [await open('Ada'), await open('Ben')];
  await hosts(ada, 'People with an invite');
  await ada.button('Make an invite').click();
  await ada.button('Make the invite').click();
  await ada.sees('The invite is made');
  expect(await objections(ada.page)).toEqual([]);
  const link = (await ada.page.locator('p[dir=ltr]').innerText()).trim();
  await ben.join(link);
  await ben.isIn('lobby');
  await ada.button('Done').click();
  await ada.sees(/used by 1 of 1/);
});
