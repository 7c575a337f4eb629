/** E15: a link of a message is opened by the system once, after the person saw where it leads, and not otherwise. */
import { afterAll, expect, it, onTestFinished } from 'vitest';
import type { PageApi } from '../../src/shared/ipc/contract';
import type { Outcome } from '../../src/shared/ipc/outcome';
import { closeBrowser, screenshot } from '../helpers/browser';
import { startHubProcess } from '../helpers/hub-process';
import { launchApp } from '../helpers/launch-app';
import { ScriptClient } from '../helpers/script-client';
import { tempFolder } from '../helpers/temp-folder';
import { Person } from './person';

afterAll(closeBrowser);

/** What must never reach the system, whatever a page asks for. */
const bad = [
  'file:///etc/passwd',
  'smb://192.0.2.1/share',
  'search-ms:query=x',
  'ms-msdt:/id PCWDiagnostic',
  'javascript:alert(1)',
  'data:text/html,x',
  'vbscript:x',
  'jar:https://example.org/x',
  'ftp://example.org/',
  'hearth://192.0.2.1/',
  'app://hearth/index.html',
  'https://bank.example@evil.example/',
  '\\\\192.0.2.1\\share',
  'https://example.org/\u202Egnp.exe',
];

it('asks first, shows the host in ASCII, and opens what it showed', { timeout: 90_000 }, async () => {
  const hub = await startHubProcess(await tempFolder(), ['--name', 'Workshop']);
  onTestFinished(() => hub.kill());
  const app = await launchApp({ dataDir: await tempFolder() });
  onTestFinished(() => app.kill());
  const ada = new Person(app.page, 'Ada');
  await ada.join(`127.0.0.1:${String(hub.port)}`);
  await ada.isIn('lobby');
  const ben = await ScriptClient.connect(hub.ws, { name: 'Ben' });
  onTestFinished(() => ben.close());
  // The first letter is Cyrillic.
  ben.send({ message: 'read https://\u0430pple.example/login?x=1 today' });
  ben.send({ message: `not these: ${bad.slice(0, 7).join(' ')}` });
  await ada.sees('not these:');
  const links = app.page.getByLabel('Messages in #lobby').getByRole('link');
  expect(await links.count()).toBe(1);

  const dialog = app.page.getByRole('alertdialog');
  await links.first().click();
  await dialog.getByText('https://xn--pple-43d.example/login?x=1', { exact: true }).waitFor();
  await screenshot(app.page, 'link-question');
  expect(await app.opened()).toEqual([]);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(await app.opened()).toEqual([]);

  await links.first().click();
  await dialog.getByRole('button', { name: /^Open/ }).click();
  await expect.poll(() => app.opened()).toEqual(['https://xn--pple-43d.example/login?x=1']);
  await dialog.waitFor({ state: 'detached' });

  // A page that was taken over asks without any dialog.
  for (const href of bad) {
    const answer = await app.page.evaluate(
      (link): Promise<Outcome> => (window as unknown as { hearth: PageApi }).hearth.device('openLink', link),
      href,
    );
    expect([href, answer]).toEqual([href, { ok: false, problem: { code: 'link_refused' } }]);
  }
  expect(await app.opened()).toHaveLength(1);
  expect(app.page.context().pages()).toHaveLength(1);
  expect(app.pageErrors()).toEqual([]);
});
