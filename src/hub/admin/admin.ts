/** Invites, accounts and passwords from the command line, while the hub runs or not: both change the same files, each under its lock. */
import { X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { foldName, limits } from '../../shared/protocol';
import { LockedKeyError } from '../../storage/key-file';
import { hubIdOf, loadOrMakeHubKey } from '../../storage/keys';
import { nodeLogFs } from '../../storage/log-fs';
import { CONSOLE, Invites } from '../access/invites';
import { foldUser, Passwords, type Scope } from '../access/passwords';
import { listeningAddresses } from '../addresses';
import { openHubFiles } from '../data-dir';
import { inviteLinks } from '../links';
import { StartError } from '../start-error';
import type { AdminRequest } from './admin-options';

/** What it needs of its process. */
export interface AdminProcess {
  stdout(text: string): void;
  /** Asks for a password: without echo on a terminal, otherwise the first line of stdin. */
  askSecret(prompt: string): Promise<string>;
}

const refuse = (message: string): never => {
  throw new StartError('bad_flag', message);
};

async function secretOf(process: AdminProcess): Promise<string> {
  const secret = await process.askSecret('New password: ');
  if (secret === '') refuse('An empty password is none.');
  return secret;
}

/** Who the hub is. Where the app has locked its key, the certificate says it as well. @throws KeyFileError, StorageError */
async function readHubId(dataDir: string): Promise<string> {
  try {
    return loadOrMakeHubKey(join(dataDir, 'hub.key')).id;
  } catch (error: unknown) {
    const pem = error instanceof LockedKeyError ? await readFile(join(dataDir, 'hub.crt')).catch(() => null) : null;
    if (!pem) throw error;
    return hubIdOf(new X509Certificate(pem).publicKey);
  }
}

async function makeInvite(request: AdminRequest & { kind: 'invite' }, now: () => number): Promise<string> {
  const { dataDir, role, label, hours, uses, port, json } = request;
  const hubId = await readHubId(dataDir);
  const invites = await Invites.open(nodeLogFs, dataDir, limits.maxInvites, now);
  const invite = await invites.create({ role, label: label.slice(0, limits.maxRemark), hours, uses, by: CONSOLE });
  if (!invite) return refuse('There are as many invites as may be. Revoke some.');
  // The hub may be off, or started in another way next time: all that is known of it here is its key.
  const link = inviteLinks({ addresses: listeningAddresses('::'), port, hubId, guests: 'encrypted' }, invite.secret);
  if (json) return JSON.stringify({ event: 'invite', role, ...invite, link });
  const until = invite.expiresAt === null ? 'It does not expire' : `Good until ${new Date(invite.expiresAt).toISOString()}`;
  const times = uses === null ? 'any number of times' : uses === 1 ? 'once' : `${String(uses)} times`;
  return [
    `Invite for the role ${role}, for a browser or the app:`,
    `  ${link.web ?? ''}`,
    `  ${link.app}`,
    `${until}, and can be used ${times}. It is not shown again.`,
    `It leads to this machine's port ${String(port)}; if the hub listens on another one, say so with --port.`,
  ].join('\n');
}

async function manageAccounts(
  request: AdminRequest & { kind: 'accounts' },
  passwords: Passwords,
  process: AdminProcess,
): Promise<string> {
  const accounts = await passwords.accounts();
  if (request.action === 'list') {
    if (request.json) return JSON.stringify(accounts.map(({ name, disabled, createdAt }) => ({ name, disabled, createdAt })));
    return (
      accounts.map(({ name, disabled }) => `${name}${disabled ? '  (disabled)' : ''}`).join('\n') || 'There are no accounts.'
    );
  }
  const { action, name } = request;
  const user = foldUser(name) ?? '';
  const exists = accounts.some((account) => foldUser(account.name) === user);
  if (action === 'add' && exists) refuse(`There is an account ${name}. Give it another password with: accounts reset ${name}`);
  if (action !== 'add' && !exists) refuse(`There is no account ${name}.`);
  if (action === 'add' || action === 'reset') {
    const record = await passwords.register({ kind: 'account', user }, await secretOf(process));
    if (!(await passwords.setAccount(name, record, limits.maxAccounts))) refuse('There are as many accounts as may be.');
    return action === 'add' ? `${name} may log in now.` : `${name} has another password, and must log in again everywhere.`;
  }
  await passwords.changeAccount(name, action === 'remove' ? null : action === 'disable');
  return `${name} is ${action === 'remove' ? 'removed' : `${action}d`}.`;
}

async function managePassword(
  { action, room, dataDir }: AdminRequest & { kind: 'password' },
  passwords: Passwords,
  process: AdminProcess,
): Promise<string> {
  let scope: Exclude<Scope, { kind: 'account' }> = { kind: 'hub' };
  if (room !== null) {
    const { record } = await openHubFiles(dataDir);
    const found = record?.rooms.find(({ name }) => foldName(name) === foldName(room)) ?? refuse(`There is no room ${room}.`);
    scope = { kind: 'room', room: found.id };
  }
  const what = room === null ? 'The hub' : `The room ${room}`;
  await passwords.set(scope, action === 'clear' ? null : await passwords.register(scope, await secretOf(process)));
  return action === 'clear'
    ? `${what} has no password any more.`
    : `${what} has a new password. Who came in by the old one must log in again.`;
}

/** A line more where the hub, as it was started last, does not ask for what was set. */
async function unused({ dataDir, kind, ...request }: AdminRequest): Promise<string> {
  const sets = 'action' in request && ['set', 'add', 'reset'].includes(request.action);
  const policy = kind === 'password' ? 'password' : kind === 'accounts' ? 'accounts' : null;
  if (!sets || policy === null || ('room' in request && request.room !== null)) return '';
  const { record } = await openHubFiles(dataDir);
  const { access } = record ?? {};
  if (access === undefined || access === policy) return '';
  return `\nNobody is asked for it yet: this hub runs with --access ${access}, not with --access ${policy}.`;
}

/** Does it and says so. @throws StartError, StorageError */
export async function runAdmin(request: AdminRequest, process: AdminProcess, now: () => number = Date.now): Promise<void> {
  const { dataDir } = request;
  // A slip of the finger in --data must not make a hub that nobody runs.
  if (!(await stat(dataDir).catch(() => null))?.isDirectory())
    refuse(`There is no data directory ${dataDir}. Start the hub there once, or name another one with --data.`);
  const done = async (): Promise<string> => {
    if (request.kind === 'invite') return makeInvite(request, now);
    const { id } = loadOrMakeHubKey(join(dataDir, 'hub.key'));
    const passwords = await Passwords.open(nodeLogFs, dataDir, id, now);
    return request.kind === 'accounts'
      ? manageAccounts(request, passwords, process)
      : managePassword(request, passwords, process);
  };
  process.stdout(`${await done()}${await unused(request)}\n`);
}
