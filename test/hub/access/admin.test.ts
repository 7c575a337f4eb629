import { once } from 'node:events';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { ReadStream } from 'node:tty';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { runAdmin } from '../../../src/hub/admin/admin';
import { isAdmin, parseAdmin } from '../../../src/hub/admin/admin-options';
import { askSecret } from '../../../src/hub/admin/ask-secret';
import { listeningAddresses, urlHost } from '../../../src/hub/addresses';
import { parseCli } from '../../../src/hub/cli-options';
import { parseAddress } from '../../../src/shared/address';
import type { InviteEvent } from '../../../src/shared/ipc/hub-process';
import { writeLockedKey } from '../../../src/storage/key-file';
import { memberIdOf } from '../../../src/storage/keys';
import { appPerson } from '../../helpers/app-person';
import { buildHub, runBuiltHub, startBuiltHub, unlimited } from '../../helpers/built-hub';
import { startHub, tempDir } from '../../helpers/hub';
import { HubClock } from '../../helpers/hub-clock';
import { newDevice, person } from '../../helpers/raw-client';
import { stranger } from '../../helpers/trust-client';

const owner = newDevice();
const ownerId = memberIdOf(owner.publicKey);

/** Runs a command line as the program would. @returns what it prints */
async function admin(dataDir: string, line: string, secret = 'open sesame'): Promise<string> {
  let out = '';
  const asked: string[] = [];
  await runAdmin(parseAdmin([...line.split(' '), '--data', dataDir]), {
    stdout: (text) => void (out += text),
    askSecret: async (prompt) => {
      asked.push(prompt);
      return secret;
    },
  });
  return out;
}

describe('T16: the command line', () => {
  it('knows its commands from those that run a hub', () => {
    for (const first of ['invite', 'accounts', 'password']) expect(isAdmin([first])).toBe(true);
    for (const first of ['--port', '--access', 'open']) expect(isAdmin([first])).toBe(false);
    expect(isAdmin([])).toBe(false);
  });

  it.each([
    ['invite --role king', '--role host|moderator|member|guest'],
    ['invite now', '--role'],
    ['invite --uses 0', '--uses takes'],
    ['invite --hours x', '--hours takes'],
    ['invite --port 0', '--port takes'],
    ['accounts', 'add|list'],
    ['accounts add', 'name of an account'],
    ['accounts forget ann', 'add|list'],
    ['accounts add ann secret', 'Nothing is known of "secret"'],
    ['password', 'never an argument'],
    ['password set secret', 'never an argument'],
    ['password --secret', 'Unknown option'],
  ])('refuses %s', (line, words) => {
    expect(() => parseAdmin(line.split(' '))).toThrow(
      expect.objectContaining({ code: 'bad_flag', message: expect.stringContaining(words) as string }) as Error,
    );
  });

  it.each([
    ['--access everybody', '--access takes open or invite'],
    ['--owner Ann', '--owner takes a member id'],
    ['--host 8.8.8.8', 'public address'],
    ['--host 2606:4700:4700::1111', 'public address'],
  ])('refuses to run with %s', (line, words) => {
    expect(() => parseCli(line.split(' '))).toThrow(words);
  });

  it.each([
    '--host 192.168.1.2',
    '--host 0.0.0.0',
    '--host ::',
    '--host localhost',
    '--host 8.8.8.8 --access invite',
    '--host 10.0.0.1',
  ])('runs with %s', (line) => {
    expect(parseCli(line.split(' '))).toMatchObject({ kind: 'run' });
  });
});

describe('T10: invites, accounts and passwords from the command line', () => {
  it('reach a hub that runs', async () => {
    const hub = await startHub({ access: 'accounts', owner: ownerId });
    const printed = JSON.parse(await admin(hub.dataDir, 'invite --role moderator --uses 1 --hours 2 --json')) as {
      secret: string;
    };
    const mo = await stranger(hub);
    expect(await mo.arrive('Mo', printed.secret)).toMatchObject({ type: 'ready', role: 'moderator' });
    expect(await (await stranger(hub)).arrive('Eve', printed.secret)).toMatchObject({ code: 'invite_invalid' });
    expect(await admin(hub.dataDir, 'accounts list')).toBe('There are no accounts.\n');
    expect(await admin(hub.dataDir, 'accounts add Ann')).toBe('Ann may log in now.\n');
    const ann = await stranger(hub);
    await ann.arrive('Ann B');
    expect(await ann.login('open sesame', { user: 'ann', stretched: true })).toMatchObject({ type: 'ready' });
    await ann.close();
    expect(await admin(hub.dataDir, 'accounts disable ann')).toBe('ann is disabled.\n');
    expect(await admin(hub.dataDir, 'accounts list')).toBe('Ann  (disabled)\n');
    expect(await (await stranger(hub, ann.device)).arrive('Ann B')).toMatchObject({ type: 'admission' });
    await admin(hub.dataDir, 'accounts enable ann');
    expect(await (await stranger(hub, ann.device)).arrive('Ann B')).toMatchObject({ type: 'ready' });
    await admin(hub.dataDir, 'accounts reset ann', 'another');
    expect(await (await stranger(hub, ann.device)).arrive('Ann C')).toMatchObject({ type: 'admission' });
    await admin(hub.dataDir, 'accounts remove ann');
    expect(await admin(hub.dataDir, 'accounts list')).toBe('There are no accounts.\n');
  });

  it('say what cannot be done', async () => {
    const dataDir = await tempDir();
    await expect(admin(dataDir, 'accounts disable ann')).rejects.toThrow('There is no account ann.');
    await expect(admin(dataDir, 'password set', '')).rejects.toThrow('An empty password is none.');
    await expect(admin(dataDir, 'password set --room Tea')).rejects.toThrow('There is no room Tea.');
    await admin(dataDir, 'accounts add ann');
    await expect(admin(dataDir, 'accounts add ANN')).rejects.toThrow('There is an account ANN.');
    expect(await admin(dataDir, 'invite')).toMatch(
      /^Invite for the role member, .*\n {2}https:.*\n {2}hearth:.*\nIt does not expire/,
    );
    expect((await readdir(dataDir)).filter((name) => name.endsWith('.lock'))).toEqual([]);
  });

  it('make no hub where --data was mistyped: one line, and 2', async () => {
    const nowhere = join(await tempDir(), 'typo');
    for (const line of ['invite', 'accounts add ann', 'accounts list', 'password set'])
      await expect(admin(nowhere, line)).rejects.toMatchObject({
        code: 'bad_flag',
        message: expect.stringMatching(/^There is no data directory .*typo\. [^\n]*$/) as string,
      });
    await expect(stat(nowhere)).rejects.toThrow('ENOENT');
  });

  it.each([
    ['password', 'password set', false],
    ['password', 'accounts add ann', true],
    ['accounts', 'accounts add ann', false],
    ['accounts', 'password set', true],
    ['open', 'password set', true],
    ['open', 'password set --room lobby', false],
    ['open', 'password clear', false],
    ['invite', 'accounts add ann', true],
  ] as const)('under --access %s: %s says that nobody is asked for it: %s', async (access, line, says) => {
    const { dataDir } = await startHub({ access });
    const out = await admin(dataDir, line);
    expect(out.trim().split('\n')).toHaveLength(says ? 2 : 1);
    expect(out.includes(`Nobody is asked for it yet: this hub runs with --access ${access}`)).toBe(says);
  });

  it('make invites that the audit log has when they are made, once, also those made while the hub is off', async () => {
    const clock = new HubClock();
    const hub = await startHub({ access: 'invite', owner: ownerId, clock, limits: { heartbeat: 0 } });
    const audit = async (where: { ws: string }): Promise<unknown[]> => {
      const host = await stranger(where, owner);
      await host.arrive('Hanna');
      const page = await host.say({ type: 'audit', limit: 50 });
      return page.type === 'audit_page' ? page.events.filter(({ action }) => action === 'invite_create') : [];
    };
    await admin(hub.dataDir, 'invite --label Choir --hours 2 --uses 10');
    clock.advance(5_000);
    // The look at the file takes its turns.
    await expect.poll(() => audit(hub)).toHaveLength(1);
    clock.advance(5_000);
    expect(await audit(hub)).toMatchObject([{ by: 'console', targetName: 'Choir', detail: 'member, 2 h, 10 uses' }]);
    await hub.stop();
    await admin(hub.dataDir, 'invite --role guest');
    const again = await startHub({ access: 'invite', owner: ownerId, dataDir: hub.dataDir });
    await expect.poll(() => audit(again)).toHaveLength(2);
    expect((await audit(again))[1]).toMatchObject({ by: 'console', detail: 'guest, does not expire, any number of uses' });
  });

  it('make links that the app reads, to the port where the hub listens', async () => {
    const hub = await startHub({ access: 'invite', owner: ownerId });
    const others = listeningAddresses('::').filter(({ internal }) => !internal);
    const printed = async (line: string) => JSON.parse(await admin(hub.dataDir, `${line} --json`)) as InviteEvent;
    const { secret, link } = await printed(`invite --port ${String(hub.port)}`);
    for (const text of [link.web, link.app]) {
      const target = parseAddress(text ?? '');
      expect(target).toMatchObject({ hubId: hub.hubId, secret });
      const hosts = (others.length > 0 ? others : [{ host: '127.0.0.1' }]).slice(0, 5).map(({ host }) => urlHost(host));
      expect(target?.urls).toEqual(hosts.map((host) => `wss://${host}:${String(hub.port)}/ws`));
    }
    expect(parseAddress((await printed('invite')).link.app)?.urls[0]).toContain(':8080/');
    const words = await admin(hub.dataDir, `invite --port ${String(hub.port)}`);
    const ann = await appPerson('Ann');
    // The hub of this test listens on this machine's own address alone.
    const pasted = /hearth:\S+/.exec(words)?.[0].replace(/\/\/[^/]+\//, `//127.0.0.1:${String(hub.port)}/`) ?? '';
    expect(await ann.chat.join(pasted)).toEqual({ ok: true, value: null });
    expect(ann.hub()).toMatchObject({ role: 'member', trust: 'verified' });
  });

  it('make invites where the app has locked the key: the certificate says who the hub is', async () => {
    const hub = await startHub({ access: 'invite', owner: ownerId });
    writeLockedKey(join(hub.dataDir, 'hub.key'), Buffer.from('only the keyring knows'));
    const { link } = JSON.parse(await admin(hub.dataDir, 'invite --json')) as InviteEvent;
    expect(parseAddress(link.app)?.hubId).toBe(hub.hubId);
    await rm(join(hub.dataDir, 'hub.crt'));
    await expect(admin(hub.dataDir, 'invite')).rejects.toThrow('is locked by the keyring');
  });

  it('set a room’s password while people are in it: who joins later is asked', async () => {
    const clock = new HubClock();
    const hub = await startHub({ clock });
    const ann = await person(hub, 'Ann');
    await admin(hub.dataDir, 'password set --room lobby');
    clock.advance(1_000);
    const ben = await stranger(hub);
    await ben.arrive('Ben');
    expect(await ben.say({ type: 'join', room: ann.room })).toMatchObject({ code: 'password_required' });
    expect(await ben.login('open sesame', { room: ann.room, stretched: true })).toMatchObject({ type: 'admitted' });
    expect(await ben.say({ type: 'join', room: ann.room })).toMatchObject({ type: 'joined' });
    await admin(hub.dataDir, 'password clear --room lobby');
    clock.advance(1_000);
    const cem = await stranger(hub);
    await cem.arrive('Cem');
    expect(await cem.say({ type: 'join', room: ann.room })).toMatchObject({ type: 'joined' });
  });

  it('lose nothing when many change one file at once', async () => {
    const hub = await startHub({ access: 'invite', owner: ownerId });
    const host = await stranger(hub, owner);
    await host.arrive('Hanna');
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        index % 2 === 0 ? admin(hub.dataDir, 'invite') : host.say({ type: 'invite_create', role: 'member' }),
      ),
    );
    const list = await host.say({ type: 'invite_list' });
    expect(list.type === 'invites' && list.invites).toHaveLength(20);
  });
});

describe('T3: a password that is typed', () => {
  const terminal = (): { input: ReadStream; raw: boolean[] } => {
    const raw: boolean[] = [];
    const setRawMode = (on: boolean): void => void raw.push(on);
    return { input: Object.assign(new PassThrough(), { isTTY: true, setRawMode }) as unknown as ReadStream, raw };
  };

  it('is not echoed, can be corrected, and ends with Enter', async () => {
    const { input, raw } = terminal();
    let shown = '';
    const asked = askSecret(input, (text) => void (shown += text), 'Password: ');
    for (const keys of ['opem', '\u007f', 'n sésame', '\r']) (input as unknown as PassThrough).write(keys);
    expect(await asked).toBe('open sésame');
    expect(shown).toBe('Password: \n');
    expect(raw).toEqual([true, false]);
  });

  it('is given up with Ctrl+C', async () => {
    const { input, raw } = terminal();
    const asked = askSecret(input, () => undefined, 'Password: ');
    (input as unknown as PassThrough).write('ope\u0003');
    await expect(asked).rejects.toThrow('Nothing was changed.');
    expect(raw).toEqual([true, false]);
  });
});

describe('T10: the program', () => {
  buildHub();

  it('prints an invite for its host on its first start, takes passwords from stdin, and checks those of scripts in a thread', async () => {
    const dataDir = await tempDir();
    const bad = await runBuiltHub(['password', 'set', 'secret', '--data', dataDir]);
    expect(bad).toMatchObject({ code: 2, out: '' });
    expect(bad.errors).toMatch(/^hearth hub: .*never an argument.*\n$/);
    const added = await runBuiltHub(['accounts', 'add', 'Bot', '--data', dataDir], 'open sesame\n');
    expect(added).toEqual({ code: 0, out: 'Bot may log in now.\n', errors: '' });
    const hub = await startBuiltHub(dataDir, 0, [...unlimited, '--access', 'accounts']);
    const invite = /"event":"invite","role":"host","secret":"([\w-]{22})"/;
    while (!invite.test(hub.events()) && hub.child.stdout) await once(hub.child.stdout, 'data');
    const host = await stranger(hub);
    expect(await host.arrive('Hanna', invite.exec(hub.events())?.[1])).toMatchObject({ type: 'ready', role: 'host' });
    const status = (password: string): Promise<number> =>
      new Promise((resolve) => {
        const authorization = `Basic ${Buffer.from(`bot:${password}`).toString('base64')}`;
        const ws = new WebSocket(hub.ws, { headers: { authorization } });
        ws.on('error', () => undefined);
        ws.on('open', () => {
          ws.close();
          resolve(101);
        });
        ws.on('unexpected-response', (_req, res) => {
          res.destroy();
          resolve(res.statusCode ?? 0);
        });
      });
    expect(await Promise.all(['open sesame', 'wrong', 'open sesame'].map(status))).toEqual([101, 401, 101]);
    expect(await hub.end('SIGTERM')).toBe(0);
    expect(hub.log()).not.toContain('sesame');
    const again = await startBuiltHub(dataDir, 0, [...unlimited, '--access', 'accounts']);
    expect(await again.end('SIGTERM')).toBe(0);
    expect(again.events()).not.toMatch(invite);
  }, 30_000);
});
