/** E23: a page that dies comes back by itself; connection, hub and everybody else notice nothing. */
import { afterAll, expect, it, onTestFinished } from 'vitest';
import type { PageApi } from '../../src/shared/ipc/contract';
import type { LedgerEntry } from '../../src/shared/ipc/ledger';
import { closeBrowser } from '../helpers/browser';
import { freePort } from '../helpers/free-port';
import { launchApp, type AppHandle } from '../helpers/launch-app';
import { ScriptClient } from '../helpers/script-client';
import { tempFolder } from '../helpers/temp-folder';
import { Person } from './person';

afterAll(closeBrowser);

const ledger = (app: AppHandle): Promise<LedgerEntry[]> =>
  app.currentPage().evaluate(() => (window as unknown as { hearth: PageApi }).hearth.device('loadLedger'));

it('loads the page anew and leaves the connection and the hub alone', async () => {
  const app = await launchApp({ dataDir: await tempFolder() });
  onTestFinished(() => app.kill());
  const ada = new Person(app.page, 'Ada');
  const port = await freePort();
  await ada.field('Your name').fill('Ada');
  await ada.button('Host a room').click();
  await ada.field('Name of the place').fill('Workshop');
  await ada.field('Port').fill(String(port));
  await ada.button('Start hosting').click();
  await ada.isIn('lobby');
  const ben = await ScriptClient.connect(`ws://127.0.0.1:${String(port)}/ws`, { name: 'Ben' });
  onTestFinished(() => ben.close());
  await ada.writes('before');
  await ada.reads(['before']);

  const dead = app.page;
  const crashed = new Promise((resolve) => dead.once('crash', resolve));
  const devtools = await dead.context().newCDPSession(dead);
  // Nobody is left to answer it.
  void devtools.send('Page.crash').catch(() => undefined);
  await crashed;
  ben.send({ message: 'while it was dead' });
  await ben.until(() => ben.messages.includes('while it was dead'));

  await expect.poll(() => app.currentPage() !== dead || app.runtime === 'electron').toBe(true);
  const again = new Person(app.currentPage(), 'Ada');
  await again.isIn('lobby');
  await again.reads(['before', 'while it was dead']);
  await again.writes('after');
  await ben.until(() => ben.messages.includes('after'));
  expect(ben.closeCode).toBeNull();
  // The one connection of the beginning, and it was never cut.
  expect(await ledger(app)).toMatchObject([{ address: `127.0.0.1:${String(port)}`, attempts: 1, endedAt: null }]);
});
