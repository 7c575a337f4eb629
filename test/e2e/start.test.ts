/** The commands of README, as a person types them. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { loadOrMakeHubKey } from '../../src/storage/keys';
import { appPerson } from '../helpers/app-person';
import { electronProgram } from '../helpers/launch-app';
import { tempFolder } from '../helpers/temp-folder';
import { within } from '../helpers/within';

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const hubScript = ['scripts/hub.mjs', '--port', '0', '--json'];

interface Command {
  child: ChildProcess;
  stdout: () => string;
  stderr: () => string;
  /** Waits for a line on stdout. */
  line: (pattern: RegExp) => Promise<RegExpExecArray>;
  /** Ctrl+C, which reaches all of the terminal's processes, or a signal to the first alone; the exit code. */
  end: (signal: NodeJS.Signals, to?: 'all' | 'first') => Promise<number | null>;
}

function run(program: string, args: string[], env: NodeJS.ProcessEnv = {}): Command {
  // A group of its own, so that a test that fails leaves nobody behind.
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const exited = once(child, 'exit');
  let stdout = '';
  let stderr = '';
  let wake = (): void => undefined;
  child.stdout.on('data', (data) => {
    stdout += String(data);
    wake();
  });
  child.stderr.on('data', (data) => (stderr += String(data)));
  onTestFinished(() => {
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    } catch {
      // It ended, as it should.
    }
  });
  return {
    child,
    stdout: () => stdout,
    // npm's own remarks about the machine's settings are none of ours.
    stderr: () => stderr.replace(/^npm (warn|notice) .*\n?/gm, ''),
    async line(pattern) {
      for (;;) {
        const found = pattern.exec(stdout);
        if (found) return found;
        const ended = await Promise.race([new Promise((resolve) => (wake = () => resolve(false))), exited.then(() => true)]);
        if (ended && !pattern.test(stdout)) throw new Error(`ended without ${String(pattern)}:\n${stdout}\n${stderr}`);
      }
    },
    async end(signal, to = 'all') {
      process.kill((to === 'all' ? -1 : 1) * (child.pid ?? 0), signal);
      await exited;
      return child.exitCode;
    },
  };
}

/** What a person must never see. */
const stackTrace = /^\s+at .+:\d+:\d+/m;

it.each(['SIGTERM', 'SIGINT'] as const)('the hub: one JSON line, and %s ends it with 0 within 2 s', async (signal) => {
  const hub = run(process.execPath, [...hubScript, '--data', await tempFolder()]);
  const [line] = await hub.line(/^.*\n/);
  const event = JSON.parse(line) as { event: string; url: string };
  expect(event).toMatchObject({ event: 'listening', port: expect.any(Number), ws: expect.stringMatching(/^ws:/) });
  expect((await fetch(`${event.url}healthz`)).status).toBe(200);
  expect(await within(2_000, () => hub.end(signal, 'first'))).toBe(0);
  expect(hub.stderr()).not.toMatch(stackTrace);
  for (const other of hub.stdout().trim().split('\n')) expect(() => JSON.parse(other) as unknown).not.toThrow();
});

it.each([
  ['Ctrl+C', 'SIGINT', 'all'],
  ['SIGTERM to npm alone', 'SIGTERM', 'first'],
] as const)('npm run -s hub: %s ends it within 2 s', async (_name, signal, to) => {
  const hub = run(npm, ['run', '-s', 'hub', '--', '--port', '0', '--json', '--data', await tempFolder()]);
  await hub.line(/"listening"/);
  await hub.end(signal, to);
  // Whatever npm and its shell say of themselves: the last event is the hub's own goodbye.
  await within(2_000, () => expect.poll(() => hub.stdout()).toMatch(/"stopped"\}\n$/));
});

it('npm run -s hub: a bad flag is one line and exit 2', async () => {
  const hub = run(npm, ['run', '-s', 'hub', '--', '--colour', 'red']);
  await once(hub.child, 'close');
  expect([hub.child.exitCode, hub.stdout(), hub.stderr().trim().split('\n').length]).toEqual([2, '', 1]);
});

it('npm start -- --browser: prints an address that answers, and Ctrl+C ends it cleanly', async () => {
  const start = run(process.execPath, ['scripts/start.mjs', '--browser', '--port', '0', '--data', await tempFolder()], {
    DISPLAY: '',
    WAYLAND_DISPLAY: '',
  });
  const [, url = ''] = await start.line(/Hearth is open at (http:\S+)/);
  const page = await fetch(url);
  expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringMatching(/^text\/html/)]);
  expect(await start.end('SIGINT', 'first')).toBe(0);
  expect(start.stderr()).toBe('');
});

/** What it says of itself, line by line, in a folder where no hub was before. */
async function greeted(...flags: string[]) {
  const dataDir = await tempFolder();
  const args = ['scripts/start.mjs', '--browser', '--port', '0', '--data', dataDir, ...flags];
  const start = run(process.execPath, args, { DISPLAY: '', WAYLAND_DISPLAY: '' });
  const [, link = ''] = await start.line(/^Open this here .* once: (\S+)\n/m);
  const lines = start.stdout().trim().split('\n');
  return { start, dataDir, link, lines, url: /http:\S+/.exec(lines[0] ?? '')?.[0] ?? '' };
}

const digits = (what: string): RegExp => new RegExp(`^  ${what} +[0-9A-F]{4}( [0-9A-F]{4}){15}$`);

it.each([
  ['encrypted', /^Others on your network: https:\/\/\S+:(\d+)\/$/, [digits('certificate'), digits('public key')]],
  ['plain', /^Others on your network: http:\/\/\S+:(\d+)\/$/, [digits('public key')]],
  ['off', /^Others on your network, in the app: [^\s/]+:(\d+)$/, [digits('public key')]],
] as const)('npm start -- --browser --guests %s: says how others join, and what they compare', async (guests, place, shown) => {
  const { start, dataDir, lines, url } = await greeted('--guests', guests);
  const others = lines.filter((line) => line.startsWith('Others'));
  const reachable = Object.values(networkInterfaces()).flatMap((list = []) =>
    list.filter(({ address, internal }) => !internal && !address.startsWith('fe80:')),
  );
  expect(others).toHaveLength(reachable.length);
  for (const line of others) expect(place.exec(line)?.[1]).toBe(new URL(url).port);
  const compared = lines.filter((line) => line.startsWith('  '));
  expect(compared).toHaveLength(shown.length);
  for (const [index, pattern] of shown.entries()) expect(compared[index]).toMatch(pattern);
  const publicKey = Buffer.from(/[\dA-F ]+$/.exec(compared.at(-1) ?? '')?.[0].replaceAll(' ', '') ?? '', 'hex');
  expect(publicKey.toString('base64url')).toBe(loadOrMakeHubKey(join(dataDir, 'hub.key')).id);
  expect(await start.end('SIGINT', 'first')).toBe(0);
});

it('npm start -- --browser: its first start prints a link that makes one its host', async () => {
  const { start, dataDir, link, url } = await greeted('--access', 'invite');
  expect(link.startsWith(`${url}#k=`)).toBe(true);
  const ann = await appPerson('Ann');
  expect(await ann.chat.join(link)).toEqual({ ok: true, value: null });
  expect(ann.hub()).toMatchObject({ role: 'host', trust: 'verified' });
  expect(await start.end('SIGINT', 'first')).toBe(0);
  const again = run(process.execPath, ['scripts/start.mjs', '--browser', '--port', '0', '--data', dataDir], {
    DISPLAY: '',
    WAYLAND_DISPLAY: '',
  });
  await again.line(/public key/);
  expect(await again.end('SIGINT', 'first')).toBe(0);
  expect(again.stdout()).not.toContain('#');
});

it("npm start -- --browser: takes the app's --data-dir, and a -- too many", async () => {
  const folder = await tempFolder();
  const flags = ['scripts/start.mjs', '--browser', '--', '--host', '127.0.0.1', '--port', '0', '--data-dir', folder];
  const start = run(process.execPath, flags, { DISPLAY: '', WAYLAND_DISPLAY: '' });
  await start.line(/Hearth is open at (http:\S+)/);
  expect(existsSync(join(folder, 'hub', 'hub.key'))).toBe(true);
  expect(await start.end('SIGINT', 'first')).toBe(0);
});

it.skipIf(electronProgram() !== null)('npm start: without the runtime one sentence, then the same', async () => {
  // Nothing listens there: as on a machine that cannot reach the release host.
  const env = { DISPLAY: ':98', WAYLAND_DISPLAY: '', ELECTRON_MIRROR: 'http://127.0.0.1:9/', BROWSER: 'true' };
  const start = run(process.execPath, ['scripts/start.mjs', '--port', '0', '--data', await tempFolder()], env);
  const [, url = ''] = await start.line(/Hearth is open at (http:\S+)/);
  expect((await fetch(url)).status).toBe(200);
  expect(await start.end('SIGINT', 'first')).toBe(0);
  expect(start.stderr().trim()).toBe(
    "Electron's runtime is not on this machine and could not be fetched, so Hearth runs in your browser instead.",
  );
});
