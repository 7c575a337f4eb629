/** `npm run hub -- invite|accounts|password …` as something to do. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DEFAULT_PORT } from '../../shared/address';
import { cleanName, roles, type Role } from '../../shared/protocol';
import { StartError } from '../start-error';

/** What the command line asks to be done to a data directory. */
export type AdminRequest = { dataDir: string; json: boolean } & (
  | { kind: 'invite'; role: Role; label: string; hours: number | null; uses: number | null; port: number }
  | { kind: 'accounts'; action: 'list' }
  | { kind: 'accounts'; action: 'add' | 'reset' | 'disable' | 'enable' | 'remove'; name: string }
  | { kind: 'password'; action: 'set' | 'clear'; room: string | null }
);

const commands = ['invite', 'accounts', 'password'] as const;
const accountActions = ['add', 'list', 'disable', 'enable', 'reset', 'remove'] as const;

/** Whether a command line is for this, and not for running a hub. */
export const isAdmin = ([first]: readonly string[]): boolean => commands.some((command) => command === first);

const bad = (message: string): StartError => new StartError('bad_flag', `${message} See --help.`);

function count(flag: string, text: string | undefined, most: number): number | null {
  if (text === undefined) return null;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (!(value >= 1 && value <= most)) throw bad(`--${flag} takes a whole number from 1 to ${String(most)}, not "${text}".`);
  return value;
}

const flags = {
  data: { type: 'string' },
  role: { type: 'string' },
  hours: { type: 'string' },
  uses: { type: 'string' },
  port: { type: 'string' },
  label: { type: 'string' },
  room: { type: 'string' },
  json: { type: 'boolean' },
} as const;

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: flags, allowPositionals: true });
  } catch (error: unknown) {
    const [sentence = ''] = (error as Error).message.split(/\. (?=[A-Z])|\n/);
    throw bad(`${sentence.replace(/\.$/, '')}.`);
  }
}

/** @param argv - begins with the command. @throws StartError `bad_flag` */
export function parseAdmin(argv: readonly string[]): AdminRequest {
  const { values, positionals } = parse(argv);
  const [command, action, name, ...rest] = positionals;
  const base = { dataDir: values.data || join(homedir(), '.hearth', 'hub'), json: values.json === true };
  if (rest.length > 0) throw bad(`Nothing is known of "${rest.join(' ')}".`);
  if (command === 'invite') {
    const role = roles.find((known) => known === (values.role ?? 'member'));
    if (!role || action !== undefined)
      throw bad(`An invite takes --role ${roles.join('|')}, --hours, --uses, --label and --port.`);
    const [hours, uses] = [count('hours', values.hours, 87_600), count('uses', values.uses, 10_000)];
    const port = count('port', values.port, 65_535) ?? DEFAULT_PORT;
    return { ...base, kind: 'invite', role, label: values.label ?? '', hours, uses, port };
  }
  if (command === 'password') {
    if ((action !== 'set' && action !== 'clear') || name !== undefined)
      throw bad('A password is set or cleared: password set|clear [--room NAME]. It is asked for, never an argument.');
    return { ...base, kind: 'password', action, room: values.room ?? null };
  }
  const known = accountActions.find((one) => one === action);
  if (!known) throw bad(`Accounts are managed with: accounts ${accountActions.join('|')} NAME.`);
  if (known === 'list') return { ...base, kind: 'accounts', action: known };
  const cleaned = cleanName(name ?? '');
  if (!cleaned.ok) throw bad(`accounts ${known} takes the name of an account.`);
  return { ...base, kind: 'accounts', action: known, name: cleaned.text };
}
