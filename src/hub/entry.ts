/** The hub's process: plain Node as `out/main/hub.js`, or a utility process of the app. */
import { join } from 'node:path';
import type { HubCommand, HubEvent } from '../shared/ipc/hub-process';
import { isCheckWorker, serveChecks, workerChecker } from './access/check-worker';
import { askSecret } from './admin/ask-secret';
import { runCli, type CliProcess } from './cli';
import { isHashWorker, serveHashes, workerHashes } from './files/hash-worker';
import { lineWriter } from './line-writer';

/** What Electron gives a utility process; the hub itself does not know Electron. */
interface ParentPort {
  postMessage(message: HubEvent): void;
  on(event: 'message', listener: (message: { data: HubCommand }) => void): void;
}

/** From the last write to the end: a pipe or the parent's port may still be carrying it. */
const FAREWELL = 100;

const port = (process as { parentPort?: ParentPort }).parentPort;

const stderr = lineWriter(
  (text) => void process.stderr.write(text),
  (callback) => void setImmediate(callback),
);

const here: CliProcess = {
  stdout: (text) => void process.stdout.write(text),
  stderr: (line) => stderr.line(line),
  exit(code) {
    process.exitCode = code;
    setTimeout(() => process.exit(), FAREWELL);
  },
  abort: (code) => {
    stderr.flush();
    process.exit(code);
  },
  parent: port
    ? {
        post: (event) => port.postMessage(event),
        onCommand: (listener) => port.on('message', ({ data }) => listener(data)),
      }
    : null,
  onSignal(listener) {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => listener(signal));
  },
  elapsed: () => performance.now(),
  onCrash(listener) {
    process.on('uncaughtException', listener);
    process.on('unhandledRejection', listener);
  },
  rendererDir: join(import.meta.dirname, '..', 'renderer'),
  askSecret: (prompt) => askSecret(process.stdin, (text) => void process.stderr.write(text), prompt),
  // The same file: whatever bundles it need not know of another one.
  checkPassword: workerChecker(import.meta.filename),
  fileHashes: workerHashes(import.meta.filename),
};

// A log that nobody reads any more must not end the hub.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

if (isCheckWorker()) serveChecks();
else if (isHashWorker()) serveHashes();
else void runCli(process.argv.slice(2), here);
