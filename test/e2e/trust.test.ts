/** From the first key to another one: what a person sees of it, and is asked to do. */
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { closeBrowser, screenshot } from '../helpers/browser';
import { startHubProcess } from '../helpers/hub-process';
import { launchApp, type AppHandle } from '../helpers/launch-app';
import { tempFolder } from '../helpers/temp-folder';
import { Person } from './person';

afterAll(closeBrowser);

async function launch(dataDir: string): Promise<{ app: AppHandle; ada: Person }> {
  const app = await launchApp({ dataDir });
  onTestFinished(() => app.kill());
  return { app, ada: new Person(app.page, 'Ada') };
}

it('compares a key once, is verified from then on, and stops hard at another one', { timeout: 120_000 }, async () => {
  const dataDir = await tempFolder();
  const hub = await startHubProcess(await tempFolder(), ['--name', 'Workshop']);
  onTestFinished(() => hub.kill());
  const address = `127.0.0.1:${String(hub.port)}`;

  const first = await launch(dataDir);
  await first.ada.join(address);
  await first.ada.isIn('lobby');
  await first.ada.button('Unverified').click();
  await screenshot(first.app.page, 'trust-unverified');
  const shown = await first.app.page.getByRole('dialog').locator('dd').innerText();
  expect(shown.replace(/\s/g, '').toLowerCase()).toBe(Buffer.from(hub.hubId, 'base64url').toString('hex'));
  await first.ada.button('Compared, it is the same').click();
  await first.ada.button('Verified').waitFor();
  await first.app.page.keyboard.press('Escape');
  await first.ada.writes('kept here');
  await first.ada.reads(['kept here']);
  await first.app.close();

  const second = await launch(dataDir);
  await second.ada.button(/^Workshop/).click();
  await second.ada.button('Verified').waitFor();
  await second.ada.reads(['kept here']);

  // Another hub of the same name takes over the address, in the middle of the visit.
  await hub.kill();
  const rogue = await startHubProcess(await tempFolder(), ['--name', 'Workshop', '--port', String(hub.port)]);
  onTestFinished(() => rogue.kill());
  await second.app.page.getByRole('heading', { name: 'This may not be Workshop' }).waitFor({ timeout: 40_000 });
  await screenshot(second.app.page, 'trust-changed');
  expect(await second.ada.field(/./).count()).toBe(0);
  expect(rogue.log()).not.toContain('"event":"join"');

  await second.ada.button('Back to the start').click();
  await second.ada.button(/^Workshop/).click();
  await second.app.page.getByRole('heading', { name: 'This may not be Workshop' }).waitFor();
  await second.ada.button('Forget Workshop').click();
  await second.app.page.getByRole('alertdialog').getByRole('button', { name: 'Forget' }).click();
  await second.ada.join(address);
  await second.ada.isIn('lobby');
  await second.ada.button('Unverified').waitFor();
  expect(rogue.log()).toContain('"event":"join"');
  expect(second.app.pageErrors()).toEqual([]);
});
