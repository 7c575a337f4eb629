/** E21: where the account has a keyring, the keys of device and place are locked by it; without one, or without its secret, nothing is lost. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import type { ChatApi, ChatState } from '../../src/shared/ipc/chat-api';
import type { PageApi } from '../../src/shared/ipc/contract';
import { closeBrowser } from '../helpers/browser';
import { freePort } from '../helpers/free-port';
import { runHub } from '../helpers/hub-process';
import { launchApp, type AppHandle } from '../helpers/launch-app';
import { tempFolder } from '../helpers/temp-folder';
import { Person } from './person';

afterAll(closeBrowser);

const basic = ['--password-store=basic'];

async function launch(dataDir: string, args: readonly string[] = []): Promise<{ app: AppHandle; ada: Person }> {
  const app = await launchApp({ dataDir, args });
  onTestFinished(() => app.kill());
  return { app, ada: new Person(app.page, 'Ada') };
}

async function host(ada: Person): Promise<void> {
  await ada.field('Your name').fill('Ada');
  await ada.button('Host a room').click();
  await ada.field('Name of the place').fill('Workshop');
  await ada.field('Port').fill(String(await freePort()));
  await ada.button('Start hosting').click();
  await ada.isIn('lobby');
}

/** Who one is, and which hub it is: both are hashes of keys. */
async function ids({ page }: AppHandle): Promise<{ me: string | undefined; hub: string | null | undefined }> {
  const state = await page.evaluate((): Promise<ChatState> => (window as unknown as { hearth: ChatApi }).hearth.getState());
  return { me: state.hub?.me?.id, hub: state.hub?.id };
}

it(
  'keeps keys readable for this account alone without a keyring, locks them once there is one, and stays who it was',
  { timeout: 120_000 },
  async () => {
    const dataDir = await tempFolder();
    const files = ['identity.pem', 'hubs/1/hub.key'].map((name) => join(dataDir, name));
    const locked = (): boolean[] =>
      files.map((file) => readFileSync(file, 'utf8').startsWith('-----BEGIN HEARTH LOCKED KEY-----'));

    const first = await launch(dataDir, basic);
    await host(first.ada);
    await first.ada.writes('kept');
    await first.ada.reads(['kept']);
    const known = await ids(first.app);
    await first.app.close();
    expect(locked()).toEqual([false, false]);
    // What follows needs a keyring, and only the stand-in is sure to have one.
    if (first.app.runtime === 'electron') return;

    const second = await launch(dataDir);
    await second.ada.button(/^Workshop/).click();
    await second.ada.reads(['kept']);
    await second.ada.isIn('lobby');
    await expect.poll(locked).toEqual([true, true]);
    expect(await ids(second.app)).toEqual(known);
    // The hub got its key by message: nothing that others can list holds it.
    const { utilities } = (await second.app.ask?.('records')) as { utilities: { pid: number; args: string[] }[] };
    const [hub] = utilities;
    expect(JSON.stringify(hub?.args)).not.toMatch(/PRIVATE|--key/);
    if (process.platform === 'linux') {
      for (const list of ['cmdline', 'environ'])
        expect(readFileSync(`/proc/${String(hub?.pid)}/${list}`, 'latin1')).not.toContain('PRIVATE');
    }
    await second.app.close();

    const third = await launch(dataDir);
    await third.ada.button(/^Workshop/).click();
    await third.ada.reads(['kept']);
    await expect.poll(() => ids(third.app)).toEqual(known);
    await third.app.close();

    // Started by hand, without the app: one sentence, and the key is as it was.
    const before = files.map((file) => readFileSync(file, 'utf8'));
    const { code, stderr } = await runHub(['--host', '127.0.0.1', '--port', '0', '--data', join(dataDir, 'hubs/1')]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^hearth hub: [^\n]*hub\.key is locked by the keyring[^\n]*\n$/)]);

    // Another computer: the secret is not there, and the key is not replaced by anybody's new one.
    const keyring = join(dataDir, 'stand-in-keyring');
    const secret = readFileSync(keyring);
    rmSync(keyring);
    await expect(launchApp({ dataDir })).rejects.toThrow(/start failed[^]*identity\.pem is locked by the keyring/);
    expect(files.map((file) => readFileSync(file, 'utf8'))).toEqual(before);
    writeFileSync(keyring, secret);

    // A place whose key alone does not open says so in the window.
    const other = await tempFolder();
    const away = await launch(other, basic);
    await host(away.ada);
    await away.app.close();
    writeFileSync(join(other, 'hubs/1/hub.key'), before[1] ?? '');
    const last = await launch(other);
    await last.ada.button(/^Workshop/).click();
    await last.ada.sees('The key of this place is locked by the keyring of your account');
    expect(readFileSync(join(other, 'hubs/1/hub.key'), 'utf8')).toBe(before[1]);
    expect(existsSync(join(other, 'identity.pem'))).toBe(true);
  },
);

/** Every file below a folder that holds a text, as it is or in base64. */
function holders(folder: string, text: string): string[] {
  // Of base64, the part that does not depend on what stands before it.
  const forms = [
    text,
    ...[0, 1, 2].map((shift) =>
      Buffer.from(' '.repeat(shift) + text)
        .toString('base64')
        .slice(4, -4),
    ),
  ];
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => {
      const content = readFileSync(path, 'latin1');
      return forms.some((form) => content.includes(form));
    });
}

it('keeps no password (E21): not the app that typed it, not the app that set it, not the hub', { timeout: 90_000 }, async () => {
  const password = 'correct horse battery staple';
  const [hostFolder, guestFolder] = [await tempFolder(), await tempFolder()];
  const { app: hanna, ada: host } = await launch(hostFolder);
  const state = await hanna.page.evaluate(async (secret): Promise<ChatState> => {
    const api = (window as unknown as { hearth: PageApi }).hearth;
    await api.setName('Hanna');
    await api.host({ name: 'Workshop', room: 'lobby', port: 0, guests: 'encrypted', access: 'password' });
    await api.manage('access', { do: 'set-password', password: secret });
    return api.getState();
  }, password);
  const port = state.hosting.phase === 'live' ? state.hosting.port : 0;
  const { app, ada } = await launch(guestFolder);
  await ada.join(`127.0.0.1:${String(port)}`);
  await app.page.getByLabel('Password', { exact: true }).fill(password);
  await ada.button('Enter').click();
  await ada.isIn('lobby');
  await ada.writes('this is kept');
  // Where it was written it is shown before it has arrived.
  for (const person of [ada, host]) await person.reads(['this is kept']);
  await app.close();
  await hanna.close();
  for (const folder of [hostFolder, guestFolder]) {
    expect(holders(folder, password)).toEqual([]);
    // It finds what is there.
    expect(holders(folder, 'this is kept').length).toBeGreaterThan(0);
  }
});
