import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAddress } from '../../src/shared/address';
import { runCli, type CliProcess } from '../../src/hub/cli';
import { parseCli } from '../../src/hub/cli-options';
import { HELP } from '../../src/hub/help';
import type { HubCommand, HubEvent } from '../../src/shared/ipc/hub-process';
import { limits } from '../../src/shared/protocol';
import { writeLockedKey } from '../../src/storage/key-file';
import { hubKeyOf, hubKind, loadOrMakeHubKey, pemOf } from '../../src/storage/keys';
import { appPerson } from '../helpers/app-person';
import { builtProgram } from '../helpers/built-program';
import { cleanUp, startHub, tempDir } from '../helpers/hub';
import { person, script } from '../helpers/raw-client';
import { within } from '../helpers/within';

describe('the command line', () => {
  it('has a default for everything', () => {
    expect(parseCli([])).toEqual({
      kind: 'run',
      json: false,
      options: {
        ...{
          dataDir: join(homedir(), '.hearth', 'hub'),
          port: 8080,
          portTries: 1,
          retainDays: 0,
          retainMb: 0,
          retainFilesDays: 0,
          retainFilesMb: 0,
          host: '::',
          allowHosts: [],
        },
        ...{ guests: 'encrypted', access: 'open', durability: 'power', limits: {}, logLevel: 'info' },
      },
    });
  });

  it('reads every flag', () => {
    const flags = [
      ...[
        '--port',
        '0',
        '--port-tries',
        '20',
        '--host',
        '::',
        '--data',
        '/d',
        '--name=-dash',
        '--room',
        'Tea',
        '--guests',
        'off',
        '--access',
        'knock',
        `--owner=k-${'A'.repeat(43)}`,
      ],
      ...[
        '--allow-host',
        'a',
        '--allow-host',
        'b',
        '--retain-days',
        '30',
        '--retain-mb',
        '500',
        '--retain-files-days',
        '7',
        '--retain-files-mb',
        '900',
        '--durability',
        'process',
        '--limit',
        'messageRate=0',
        '--limit',
        'sendBudget=5',
        '--log-level',
        'debug',
        '--json',
      ],
    ];
    expect(parseCli(flags)).toEqual({
      kind: 'run',
      json: true,
      options: {
        ...{
          dataDir: '/d',
          port: 0,
          portTries: 20,
          retainDays: 30,
          retainMb: 500,
          retainFilesDays: 7,
          retainFilesMb: 900,
          host: '::',
          allowHosts: ['a', 'b'],
          guests: 'off',
          access: 'knock',
          owner: `k-${'A'.repeat(43)}`,
          durability: 'process',
        },
        ...{ name: '-dash', room: 'Tea', limits: { messageRate: 0, sendBudget: 5 }, logLevel: 'debug' },
      },
    });
    expect(parseCli(['--help'])).toEqual({ kind: 'help' });
    expect(parseCli(['--version'])).toEqual({ kind: 'version' });
  });

  it.each(Object.keys(limits))('takes the limit %s', (name) => {
    expect(parseCli(['--limit', `${name}=7`])).toMatchObject({ options: { limits: { [name]: 7 } } });
  });

  it.each([
    ['--port', 'abc'],
    ['--port', '65536'],
    ['--port', '-1'],
    ['--port=1.5'],
    ['--port'],
    ['--guests', 'maybe'],
    ['--durability', 'high'],
    ['--log-level', 'loud'],
    ['--limit', 'messageRate'],
    ['--limit', 'messageRate=-1'],
    ['--limit', 'messageRate=1.5'],
    ['--limit', 'toString=1'],
    ['--limit', 'unknown=1'],
    ['--unknown'],
    ['positional'],
  ])('refuses %s %s in one sentence', (...flags) => {
    expect(() => parseCli(flags.filter((flag) => typeof flag === 'string'))).toThrow(
      expect.objectContaining({ code: 'bad_flag', message: expect.stringMatching(/^[^\n]+\.$/) as string }) as Error,
    );
  });

  it('helps with every flag', () => {
    for (const flag of [
      'port',
      'port-tries',
      'host',
      'allow-host',
      'data',
      'name',
      'room',
      'guests',
      'access',
      'owner',
      'durability',
      'limit',
      'log-level',
      'json',
      'help',
      'version',
    ])
      expect(HELP).toContain(`--${flag}`);
    for (const line of HELP.split('\n')) expect(line.length).toBeLessThan(100);
  });
});

/** A process whose ends are in our hands. */
function fakeProcess(parent: CliProcess['parent'] = null) {
  let signal: (name: string) => void = () => undefined;
  let crash: (error: unknown) => void = () => undefined;
  let ended: (code: number) => void = () => undefined;
  const state = {
    out: '',
    errors: [] as string[],
    aborted: [] as number[],
    now: 0,
    exited: new Promise<number>((resolve) => (ended = resolve)),
    signal: (name: string) => signal(name),
    crash: (error: unknown) => crash(error),
  };
  const cli: CliProcess = {
    stdout: (text) => void (state.out += text),
    stderr: (line) => void state.errors.push(line),
    exit: (code) => ended(code),
    abort: (code) => void state.aborted.push(code),
    parent,
    onSignal: (listener) => (signal = listener),
    elapsed: () => state.now,
    onCrash: (listener) => (crash = listener),
    rendererDir: '/nowhere',
    askSecret: async () => '',
  };
  return { ...state, state, cli };
}

const loopback = ['--host', '127.0.0.1', '--port', '0'];

describe('the program', () => {
  it('reports to the app that started it, and obeys it', async () => {
    const events: HubEvent[] = [];
    let command: (command: HubCommand) => void = () => undefined;
    const { cli, state, exited } = fakeProcess({
      post: (event) => events.push(event),
      onCommand: (listener) => (command = listener),
    });
    const dataDir = await tempDir();
    const running = runCli([...loopback, '--data', dataDir, '--name', 'Shop'], cli);
    const key = hubKind.make();
    command({ command: 'key', pem: pemOf(key) });
    await running;
    expect(events[0]).toMatchObject({ hubId: hubKeyOf(key).id });
    expect(await readdir(dataDir)).not.toContain('hub.key');
    expect(events).toMatchObject([{ event: 'listening', name: 'Shop', addresses: [{ host: '127.0.0.1', internal: true }] }]);
    expect(state.out).toBe('');
    command({ command: 'stop' });
    expect(await exited).toBe(0);
    expect(events.at(-1)).toEqual({ event: 'stopped' });
  });

  it('ends when the app says so while it starts', async () => {
    const { cli, exited } = fakeProcess({
      post: () => undefined,
      onCommand(listener) {
        listener({ command: 'key', pem: pemOf(hubKind.make()) });
        listener({ command: 'stop' });
      },
    });
    await runCli([...loopback, '--data', await tempDir()], cli);
    expect(await exited).toBe(0);
  });

  it('refuses a key that the app has locked, in one sentence, and leaves it as it is', async () => {
    const { cli, state, exited } = fakeProcess();
    const dataDir = await tempDir();
    const path = join(dataDir, 'hub.key');
    writeLockedKey(path, Buffer.from('only the keyring knows'));
    const before = await readFile(path, 'utf8');
    await runCli([...loopback, '--data', dataDir], cli);
    expect(await exited).toBe(2);
    expect(state.errors).toEqual([expect.stringMatching(/hub\.key is locked by the keyring of the account/)]);
    expect(await readFile(path, 'utf8')).toBe(before);
  });

  it('tells the app why it could not start', async () => {
    const events: HubEvent[] = [];
    const onCommand = (listener: (command: HubCommand) => void): void => listener({ command: 'key', pem: pemOf(hubKind.make()) });
    const { cli, exited } = fakeProcess({ post: (event) => events.push(event), onCommand });
    const running = await startHub();
    await runCli(['--host', '127.0.0.1', '--port', String(running.port), '--data', await tempDir()], cli);
    expect(await exited).toBe(2);
    expect(events).toEqual([
      { event: 'failed', code: 'port_taken', message: expect.stringContaining(String(running.port)) as string },
    ]);
  });

  it('says in words where it is, when nobody asked for JSON', async () => {
    const { cli, state, exited } = fakeProcess();
    await runCli([...loopback, '--data', await tempDir(), '--name', 'Shop'], cli);
    expect(state.out).toMatch(/^Shop is live\.\nOn this machine: {2}http:\/\/127\.0\.0\.1:\d+\/\n/);
    state.signal('SIGINT');
    expect(await exited).toBe(0);
  });

  it.each([
    ['encrypted', true],
    ['plain', false],
    ['off', false],
  ])('shows what people compare, with --guests %s', async (guests, certificate) => {
    const { cli, state, exited } = fakeProcess();
    const dataDir = await tempDir();
    await runCli([...loopback, '--data', dataDir, '--guests', guests], cli);
    const id = loadOrMakeHubKey(join(dataDir, 'hub.key')).id;
    const [, shown = ''] = /^ {2}public key {3}([\dA-F ]+)$/m.exec(state.out) ?? [];
    expect(Buffer.from(shown.replaceAll(' ', ''), 'hex').toString('base64url')).toBe(id);
    expect(/^ {2}certificate {2}[\dA-F ]{79}$/m.test(state.out)).toBe(certificate);
    state.signal('SIGINT');
    expect(await exited).toBe(0);
  });

  it.each([
    ['encrypted', ['https', 'hearth']],
    ['plain', ['https', 'hearth']],
    ['off', ['hearth']],
  ])('prints links on its first start that make one its host, with --guests %s', async (guests, schemes) => {
    const dataDir = await tempDir();
    const flags = [...loopback, '--access', 'invite', '--data', dataDir, '--guests', guests];
    const first = fakeProcess();
    await runCli(flags, first.cli);
    const links = [...first.state.out.matchAll(/^ {2}((\w+):\/\/\S+#\S+)$/gm)];
    expect(links.map(([, , scheme]) => scheme)).toEqual(schemes);
    for (const [, link = ''] of links)
      expect(parseAddress(link)).toMatchObject({
        urls: [expect.stringMatching(/^wss:\/\/127\.0\.0\.1:\d+\/ws$/)],
        hubId: expect.stringMatching(/^[\w-]{43}$/) as string,
        secret: expect.stringMatching(/^[\w-]{22}$/) as string,
      });
    const ann = await appPerson('Ann');
    expect(await ann.chat.join(links.at(-1)?.[1] ?? '')).toEqual({ ok: true, value: null });
    expect(ann.hub()).toMatchObject({ role: 'host', trust: 'verified' });
    first.state.signal('SIGINT');
    expect(await first.exited).toBe(0);
    const again = fakeProcess();
    await runCli(flags, again.cli);
    expect(again.state.out).not.toContain('#');
    again.state.signal('SIGINT');
    expect(await again.exited).toBe(0);
  });

  it('logs an exception that nobody caught, keeps what it has, and ends with 1', async () => {
    const { cli, state, exited } = fakeProcess();
    const dataDir = await tempDir();
    await runCli([...loopback, '--data', dataDir, '--json'], cli);
    const { ws } = JSON.parse(state.out.split('\n')[0] ?? '') as { ws: string };
    const ann = await person({ ws }, 'Ann');
    state.crash(new Error('a defect'));
    expect((await ann.next('bye')).reason).toBe('crash');
    expect(await exited).toBe(1);
    expect(state.errors.find((line) => line.includes('a defect'))).toContain('"level":"error"');
  });

  it('takes one Ctrl+C for one, whoever passes it on', async () => {
    const { cli, state, exited } = fakeProcess();
    await runCli([...loopback, '--data', await tempDir()], cli);
    state.signal('SIGINT');
    state.signal('SIGINT');
    state.now = 300;
    state.signal('SIGTERM');
    expect(await exited).toBe(0);
    expect(state.aborted).toEqual([]);
  });

  it('is ended at once by a second signal', async () => {
    const { cli, state, exited } = fakeProcess();
    await runCli([...loopback, '--data', await tempDir()], cli);
    state.signal('SIGTERM');
    state.now = 1_000;
    state.signal('SIGTERM');
    expect(state.aborted).toEqual([1]);
    await exited;
  });
});

describe('the built program', () => {
  let program = '';
  const running: ChildProcess[] = [];

  beforeAll(async () => {
    program = await builtProgram('src/hub/entry.ts', 'hub.js');
  }, 120_000);

  afterAll(() => {
    for (const child of running) child.kill('SIGKILL');
  });

  function start(...flags: string[]) {
    const child = spawn(process.execPath, [program, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
    running.push(child);
    const result = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (result.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (result.stderr += chunk.toString()));
    const ended = once(child, 'close').then(([code]) => code as number | null);
    cleanUp(async () => void child.kill('SIGKILL'));
    return {
      child,
      result,
      ended,
      async listening(): Promise<Record<string, unknown> & { ws: string; port: number }> {
        while (!result.stdout.includes('\n')) await once(child.stdout, 'data');
        return JSON.parse(result.stdout.slice(0, result.stdout.indexOf('\n'))) as { ws: string; port: number };
      },
    };
  }

  it('prints where it listens as its first line, tells its peers, and exits 0 within 2 s of SIGTERM', async () => {
    const dataDir = await tempDir();
    const hub = start(...loopback, '--data', dataDir, '--name', 'Workshop', '--json');
    const event = await hub.listening();
    expect(event).toMatchObject({
      event: 'listening',
      addresses: ['127.0.0.1'],
      url: `http://127.0.0.1:${String(event.port)}/`,
      ws: `ws://127.0.0.1:${String(event.port)}/ws`,
    });
    const [ann, bot] = [await person(event, 'Ann'), await script(event, 'name=Bot')];
    bot.raw('kept');
    await ann.heard('kept');
    const code = await within(2_000, () => {
      hub.child.kill('SIGTERM');
      return hub.ended;
    });
    expect(code).toBe(0);
    expect(await ann.next('bye')).toMatchObject({ reason: 'stopping' });
    expect((await ann.ended).code).toBe(1001);
    await bot.heard('The hub is stopping.');
    const lines = hub.result.stderr.trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual([
      'start',
      'join',
      'join',
      'leave',
      'leave',
      'counters',
      'stop',
    ]);
    expect(hub.result.stderr).not.toContain('kept');
  });

  it('takes over after a kill -9: what was confirmed is there, and its lock is no obstacle', async () => {
    const dataDir = await tempDir();
    const first = start(...loopback, '--data', dataDir, '--json');
    const bot = await script(await first.listening());
    bot.raw('confirmed');
    await bot.heard('confirmed');
    first.child.kill('SIGKILL');
    await first.ended;
    const second = start(...loopback, '--data', dataDir, '--json');
    const late = await script(await second.listening(), 'history=5');
    expect((await late.heard('confirmed')).seq).toBe(1);
    second.child.kill('SIGINT');
    expect(await second.ended).toBe(0);
  });

  it('exits 2 with one line where it cannot start', async () => {
    const taken = await startHub();
    const file = join(await tempDir(), 'file');
    await writeFile(file, '');
    const cases = [
      ['--nonsense'],
      ['--limit', 'maxText=9000', ...loopback, '--data', await tempDir()],
      ['--host', '127.0.0.1', '--port', String(taken.port), '--data', await tempDir()],
      [...loopback, '--data', file],
      [...loopback, '--data', '/proc/hearth'],
      [...loopback, '--data', taken.dataDir],
      ['--host', '203.0.113.1', '--port', '0', '--data', await tempDir()],
    ];
    for (const { flags, ended, result } of cases.map((flags) => ({ flags, ...start(...flags) }))) {
      expect([flags.join(' '), await ended]).toEqual([flags.join(' '), 2]);
      expect(result.stderr).toMatch(/^hearth hub: [^\n]+\n$/);
      expect(result.stdout).toBe('');
    }
    expect(await readFile(file, 'utf8')).toBe('');
  }, 60_000);

  it('exits 0 after help', async () => {
    const { ended, result } = start('--help');
    expect(await ended).toBe(0);
    expect(result.stdout).toBe(HELP);
  });
});
