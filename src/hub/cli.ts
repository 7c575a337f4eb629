/** The hub as a program: flags in, events and exit code out. */
import type { HubCommand, HubEvent, InviteEvent, ListeningEvent } from '../shared/ipc/hub-process';
import { fingerprintText } from '../shared/fingerprint';
import type { PasswordChecker } from './access/script-gate';
import { AGENT, type Guests } from '../shared/protocol';
import { urlHost } from './addresses';
import { runAdmin } from './admin/admin';
import { isAdmin, parseAdmin } from './admin/admin-options';
import { parseCli } from './cli-options';
import { HELP } from './help';
import type { FileHashes } from './files/hashes';
import { createHub, type Hub } from './hub';
import { inviteLinks } from './links';
import { StartError } from './start-error';

/** What the program needs of its process. */
export interface CliProcess {
  stdout(text: string): void;
  stderr(line: string): void;
  /** Ends the process once what was written is out. */
  exit(code: number): void;
  /** Ends it at once. */
  abort(code: number): void;
  /** The app that started this process, if one did. */
  parent: { post(event: HubEvent): void; onCommand(listener: (command: HubCommand) => void): void } | null;
  /** SIGTERM and SIGINT. */
  onSignal(listener: (signal: string) => void): void;
  /** ms of a clock that never goes back. */
  elapsed(): number;
  /** An exception that nobody caught. */
  onCrash(listener: (error: unknown) => void): void;
  /** Folder of the built browser client. */
  rendererDir: string;
  /** Asks for a password: without echo on a terminal, otherwise the first line of stdin. */
  askSecret(prompt: string): Promise<string>;
  /** Checks passwords of scripts. @default on the hub's own thread */
  checkPassword?: PasswordChecker;
  /** Hashes files. @default on the hub's own thread */
  fileHashes?: FileHashes;
}

const forScripts = (event: HubEvent): object =>
  event.event === 'listening' || event.event === 'addresses'
    ? { ...event, addresses: event.addresses.map(({ host }) => host) }
    : event;

/** What to do with the addresses. */
const words: Readonly<Record<Guests, readonly string[]>> = {
  encrypted: [
    'Open an address in a browser, or join it with the app.',
    'Browsers warn about a certificate that they do not know: compare its SHA-256 fingerprint. The app compares the public key.',
  ],
  plain: [
    'Open an address in a browser, or join it with the app.',
    'NOT ENCRYPTED: everybody on the network can read along. The app encrypts, and compares the SHA-256 fingerprint of the public key.',
  ],
  off: ['Join it with the app, and compare the SHA-256 fingerprint of the public key. Browsers of the network are not let in.'],
};

/** A few lines for whoever started it by hand. */
function greeting({ name, url, addresses, port, fingerprint, guests }: ListeningEvent): string {
  const others = addresses.filter(({ internal }) => !internal);
  const scheme = guests === 'plain' ? 'http' : 'https';
  const lines = others.map(({ host, name: via }) => `  ${scheme}://${urlHost(host)}:${String(port)}/   (${via})`);
  return [
    `${name} is live.`,
    `On this machine:  ${url}`,
    ...(lines.length > 0 ? ['On the network:', ...lines] : []),
    ...words[guests],
    ...(guests === 'encrypted' ? [`  certificate  ${fingerprintText(fingerprint.certificate)}`] : []),
    `  public key   ${fingerprintText(fingerprint.publicKey)}`,
    'Ctrl+C stops the hub.',
    '',
  ].join('\n');
}

const ownerInvitation = ({ link: { web, app } }: InviteEvent): string =>
  [
    web === null
      ? 'Paste this link into the app within a day to be its host. It works once:'
      : 'Open one of these links within a day, in a browser or the app, to be its host. They work once:',
    ...(web === null ? [] : [`  ${web}`]),
    `  ${app}`,
    '',
    '',
  ].join('\n');

function reporter(json: boolean, process: CliProcess): (event: HubEvent) => void {
  return (event) => {
    process.parent?.post(event);
    if (json) process.stdout(`${JSON.stringify(forScripts(event))}\n`);
    else if (event.event === 'listening' && !process.parent) process.stdout(greeting(event));
    else if (event.event === 'invite') process.stdout(ownerInvitation(event));
  };
}

/** What the app says from its first word on: an order that comes while the hub still starts counts once it runs. */
interface App {
  key: Promise<string>;
  stop: Promise<void>;
}

function hear(parent: NonNullable<CliProcess['parent']>): App {
  let onKey: (pem: string) => void = () => undefined;
  let onStop: () => void = () => undefined;
  const app: App = { key: new Promise((resolve) => (onKey = resolve)), stop: new Promise((resolve) => (onStop = resolve)) };
  parent.onCommand((command) => (command.command === 'key' ? onKey(command.pem) : onStop()));
  return app;
}

/** One Ctrl+C comes up to three times, from the terminal, from npm and when npm is gone (ms); whoever presses it again takes longer. */
const ECHO = 400;

/** @returns whether the end has begun */
function endings(hub: Hub, process: CliProcess, app: App | null): () => boolean {
  let ending = false;
  const end = (code: number, reason: string): void => {
    if (ending) return process.abort(code || 1);
    ending = true;
    hub.stop(reason).then(
      () => process.exit(code),
      () => process.exit(1),
    );
  };
  let signalled = -Infinity;
  process.onSignal(() => {
    const now = process.elapsed();
    if (now - signalled < ECHO) return;
    signalled = now;
    end(0, 'stopping');
  });
  void app?.stop.then(() => {
    if (!ending) end(0, 'stopping');
  });
  process.onCrash((error) => {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr(JSON.stringify({ at: new Date().toISOString(), level: 'error', event: 'error', code: 'crash', message }));
    end(1, 'crash');
  });
  return () => ending;
}

/** Runs until it is stopped. Resolves when the hub listens, or when there is nothing to run; `exit` is called in the end. */
export async function runCli(argv: readonly string[], process: CliProcess): Promise<void> {
  const fail = (error: unknown): void => {
    const known = error instanceof StartError ? error : new StartError('internal', `The hub could not start: ${String(error)}`);
    const message = known.message.replaceAll(/\s*\n\s*/g, ' ');
    process.stderr(`hearth hub: ${message}`);
    process.parent?.post({ event: 'failed', code: known.code, message });
    process.exit(2);
  };
  try {
    if (isAdmin(argv)) {
      await runAdmin(parseAdmin(argv), process);
      return process.exit(0);
    }
    const request = parseCli(argv);
    if (request.kind === 'run') return await run(request.options, request.json);
    process.stdout(request.kind === 'help' ? HELP : `${AGENT}\n`);
    process.exit(0);
  } catch (error: unknown) {
    fail(error);
  }

  async function run(options: Parameters<typeof createHub>[0], json: boolean): Promise<void> {
    const report = reporter(json, process);
    const app = process.parent && hear(process.parent);
    const hub = createHub({
      ...options,
      ...(app ? { key: await app.key } : {}),
      rendererDir: process.rendererDir,
      ...(process.checkPassword ? { checkPassword: process.checkPassword } : {}),
      ...(process.fileHashes ? { fileHashes: process.fileHashes } : {}),
      logSink: (line) => process.stderr(line),
      onEvent: report,
    });
    const event = await hub.start();
    const ending = endings(hub, process, app);
    report(event);
    // The app names its own user instead.
    const invite = process.parent ? null : await hub.ownerInvite();
    // After its goodbye a hub says nothing more.
    if (!invite || ending()) return;
    const { secret, expiresAt } = invite;
    report({ event: 'invite', role: 'host', secret, expiresAt, link: inviteLinks(event, secret) });
  }
}
