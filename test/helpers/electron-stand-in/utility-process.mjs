/** `utilityProcess` over child_process.fork. */
import { fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';
import { controls, mustBeReady, records } from './state.mjs';
import { strict } from './strict.mjs';

const shim = new URL('./parent-port.mjs', import.meta.url).href;
const known = new Set(['serviceName', 'stdio', 'env', 'cwd', 'execArgv']);

/** @type {Set<import('node:child_process').ChildProcess>} */
const children = new Set();

class UtilityProcess extends EventEmitter {
  /** @type {number | undefined} */
  pid = undefined;
  /** @type {import('node:child_process').ChildProcess} */
  child;

  /** @param {string} path @param {string[]} args @param {Record<string, any>} options */
  constructor(path, args, options) {
    super();
    for (const name of Object.keys(options)) if (!known.has(name)) throw new Error(`stand-in: no fork option ${name}`);
    const output = options['stdio'] ?? 'inherit';
    const file = path.startsWith('file:') ? fileURLToPath(path) : path;
    this.child = fork(file, args, {
      execArgv: ['--import', shim],
      stdio: ['ignore', output, output, 'ipc'],
      serialization: 'advanced',
      ...(options['env'] ? { env: options['env'] } : {}),
    });
    this.pid = this.child.pid;
    children.add(this.child);
    records.utilities.push({ pid: this.pid, name: options['serviceName'] ?? 'Node Utility Process', args });
    this.child.on('spawn', () => this.emit('spawn'));
    this.child.on('message', (message) => this.emit('message', message));
    this.child.on('exit', (code, signal) => {
      children.delete(/** @type {import('node:child_process').ChildProcess} */ (this.child));
      this.pid = undefined;
      this.emit('exit', code ?? (signal === 'SIGKILL' ? 9 : 15));
    });
  }

  /** @param {unknown} message */
  postMessage(message) {
    if (this.child.connected) this.child.send(/** @type {any} */ (structuredClone(message)));
  }

  kill() {
    return this.child.kill('SIGTERM');
  }
}

export const utilityProcess = strict('utilityProcess', {
  /** @param {string} path @param {string[]} [args] @param {Record<string, any>} [options] */
  fork(path, args = [], options = {}) {
    mustBeReady('utilityProcess');
    return strict('UtilityProcess', new UtilityProcess(path, args, options));
  },
});

controls['killUtilities'] = () => children.forEach((child) => child.kill('SIGKILL'));
