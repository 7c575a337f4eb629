/** axe-core on every screen, in both themes, wide and narrow, in the app and in a browser; and the keyboard alone. */
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { closeBrowser, guestPage } from '../helpers/browser';
import { freePort } from '../helpers/free-port';
import { startHubProcess, type HubProcess } from '../helpers/hub-process';
import { launchApp } from '../helpers/launch-app';
import { objections } from '../helpers/objections';
import { ScriptClient } from '../helpers/script-client';
import { tempFolder } from '../helpers/temp-folder';
import { Person } from './person';

afterAll(closeBrowser);

async function startHub(): Promise<HubProcess> {
  const hub = await startHubProcess(await tempFolder(), ['--name', 'Workshop']);
  onTestFinished(() => hub.kill());
  return hub;
}

it.each(['light', 'dark'] as const)('finds nothing in the app, %s', { timeout: 120_000 }, async (theme) => {
  const app = await launchApp({ dataDir: await tempFolder(), theme });
  onTestFinished(() => app.kill());
  const { page } = app;
  const ada = new Person(page, 'Ada');
  const found: string[] = [];
  const look = async (name: string): Promise<void> => void found.push(...(await objections(page, `${name}-${theme}`)));

  await ada.button('Host a room').waitFor();
  await look('first');
  await ada.join('not an address');
  await ada.sees(/is no address/);
  await look('first-problem');
  await ada.field('Your name').fill('Ada');
  await ada.button('Host a room').click();
  await ada.field('Port').fill(String(await freePort()));
  await look('host-form');
  await ada.button('Start hosting').click();
  await ada.isIn('lobby');
  await ada.sees(/^Live at/);
  await ada.writes('a message');
  await ada.reads(['a message']);
  await look('hosting');
  await ada.button('Create a room').click();
  await ada.field('Name of the room').waitFor();
  await look('create-room');
  await page.keyboard.press('Escape');
  await ada.button('Show people').click();
  await look('people');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.keyboard.press('Escape');
  await look('narrow');
  expect(found).toEqual([]);
});

it.each(['light', 'dark'] as const)('finds nothing in a browser, %s', { timeout: 120_000 }, async (colorScheme) => {
  const hub = await startHub();
  const page = await guestPage(hub.url, { colorScheme, viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' });
  onTestFinished(() => page.context().close());
  const gwen = new Person(page, 'Gwen');
  const found: string[] = [];
  const look = async (name: string): Promise<void> =>
    void found.push(...(await objections(page, `guest-${name}-${colorScheme}`)));

  await gwen.field('Your name').waitFor();
  await look('first');
  await gwen.joinAsGuest();
  await gwen.isIn('lobby');
  const robot = await ScriptClient.connect(hub.ws, { name: 'Robot' });
  robot.send('a message');
  await gwen.reads(['a message']);
  await look('room');
  await page.setViewportSize({ width: 1280, height: 800 });
  await look('wide');
  await hub.kill();
  await gwen.sees(/Reconnecting to Workshop|went offline/);
  await gwen.writes('written offline');
  await gwen.sees('Waiting to be sent');
  await look('offline');
  expect(found).toEqual([]);
});

it('can be used with the keyboard alone: join, write, make a room, and be back', async () => {
  const hub = await startHub();
  const page = await guestPage(hub.url);
  onTestFinished(() => page.context().close());
  const gwen = new Person(page, 'Gwen');
  const press = (keys: string): Promise<void> => page.keyboard.press(keys);
  /** Tabs until something of this name has the focus, as somebody does who looks where it goes. */
  const tabTo = async (name: RegExp): Promise<void> => {
    for (let steps = 0; steps < 40; steps += 1) {
      const label = await page.evaluate(() => {
        const { activeElement: focused } = document;
        return (
          focused?.getAttribute('aria-label') ??
          (focused instanceof HTMLInputElement ? (focused.labels?.[0]?.textContent ?? '') : (focused?.textContent ?? ''))
        );
      });
      if (name.test(label.trim())) return;
      await press('Tab');
    }
    throw new Error(`nothing called ${String(name)} can be reached`);
  };
  await tabTo(/^Your name/);
  await press('Control+A');
  await page.keyboard.type('Gwen');
  await press('Enter');
  await gwen.isIn('lobby');
  // What is typed goes to the composer, wherever the focus is left after joining.
  await page.keyboard.type('typed right away');
  await press('Shift+Enter');
  await page.keyboard.type('second line');
  await press('Enter');
  await gwen.reads(['typed right away', 'second line']);
  await tabTo(/^Create a room$/);
  await press('Enter');
  await gwen.field('Name of the room').waitFor();
  await page.keyboard.type('garden');
  await press('Enter');
  await gwen.isIn('garden');
  await press('Alt+ArrowUp');
  await gwen.isIn('lobby');
  await gwen.reads(['typed right away', 'second line']);
});
