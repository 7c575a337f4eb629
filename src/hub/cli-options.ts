/** The command line as options of a hub. */
import { isIP } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DEFAULT_PORT } from '../shared/address';
import { accessPolicies, guestsModes, type Limits } from '../shared/protocol';
import { isPrivate } from './access/own-network';
import { isLimitName } from './limits';
import { logLevels } from './log';
import type { HubOptions } from './options';
import { StartError } from './start-error';

/** What the command line asks for. */
export type CliRequest = { kind: 'help' } | { kind: 'version' } | { kind: 'run'; json: boolean; options: HubOptions };

const flags = {
  port: { type: 'string' },
  'port-tries': { type: 'string' },
  host: { type: 'string' },
  'allow-host': { type: 'string', multiple: true },
  data: { type: 'string' },
  name: { type: 'string' },
  room: { type: 'string' },
  guests: { type: 'string' },
  access: { type: 'string' },
  owner: { type: 'string' },
  durability: { type: 'string' },
  'retain-days': { type: 'string' },
  'retain-mb': { type: 'string' },
  'retain-files-days': { type: 'string' },
  'retain-files-mb': { type: 'string' },
  limit: { type: 'string', multiple: true },
  'log-level': { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

const bad = (message: string): StartError => new StartError('bad_flag', `${message} See --help.`);

function integer(flag: string, text: string, most: number): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
  if (!(value <= most)) throw bad(`--${flag} takes a whole number from 0 to ${String(most)}, not "${text}".`);
  return value;
}

function oneOf<T extends string>(flag: string, text: string, words: readonly T[]): T {
  const word = words.find((candidate) => candidate === text);
  if (word === undefined) throw bad(`--${flag} takes ${words.join(' or ')}, not "${text}".`);
  return word;
}

function parseLimits(settings: readonly string[]): Partial<Limits> {
  const limits: Partial<Limits> = {};
  for (const setting of settings) {
    const [, name = '', value = ''] = /^([^=]*)=(.*)$/s.exec(setting) ?? [];
    if (!isLimitName(name)) throw bad(`--limit takes NAME=VALUE with the name of a limit, not "${setting}".`);
    limits[name] = integer(`limit ${name}`, value, Number.MAX_SAFE_INTEGER);
  }
  return limits;
}

/** `0.0.0.0` and `::` are every address, the private ones among them: whoever comes from a public one is refused at the door. */
const isPublic = (host: string): boolean => isIP(host) !== 0 && host !== '0.0.0.0' && host !== '::' && !isPrivate(host);

function memberId(text: string): string {
  if (/^[kg]-[\w-]{43}$/.test(text)) return text;
  throw bad(`--owner takes a member id, not "${text}".`);
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: flags, allowPositionals: false }).values;
  } catch (error: unknown) {
    // Node explains how to escape a positional argument; we take none.
    const [sentence = ''] = (error as Error).message.split(/\. (?=[A-Z])|\n/);
    throw bad(`${sentence.replace(/\.$/, '')}.`);
  }
}

/** @param argv - without the program's name. @throws StartError `bad_flag` */
export function parseCli(argv: readonly string[]): CliRequest {
  const values = parse(argv);
  if (values.help) return { kind: 'help' };
  if (values.version) return { kind: 'version' };
  const host = values.host ?? '::';
  const options: HubOptions = {
    dataDir: values.data || join(homedir(), '.hearth', 'hub'),
    port: integer('port', values.port ?? String(DEFAULT_PORT), 65_535),
    portTries: integer('port-tries', values['port-tries'] ?? '1', 65_535),
    host,
    allowHosts: values['allow-host'] ?? [],
    guests: oneOf('guests', values.guests ?? 'encrypted', guestsModes),
    durability: oneOf('durability', values.durability ?? 'power', ['power', 'process', 'memory']),
    retainDays: integer('retain-days', values['retain-days'] ?? '0', 36_500),
    retainMb: integer('retain-mb', values['retain-mb'] ?? '0', 1_000_000),
    retainFilesDays: integer('retain-files-days', values['retain-files-days'] ?? '0', 36_500),
    retainFilesMb: integer('retain-files-mb', values['retain-files-mb'] ?? '0', 100_000_000),
    limits: parseLimits(values.limit ?? []),
    logLevel: oneOf('log-level', values['log-level'] ?? 'info', logLevels),
    access: oneOf('access', values.access ?? 'open', accessPolicies),
    ...(values.owner === undefined ? {} : { owner: memberId(values.owner) }),
    ...(values.name === undefined ? {} : { name: values.name }),
    ...(values.room === undefined ? {} : { room: values.room }),
  };
  if (options.access === 'open' && isPublic(host))
    throw bad(`An open hub is for a private network, and ${host} is a public address: choose another --access.`);
  return { kind: 'run', json: values.json ?? false, options };
}
