/** `node --import` this in a process that stands for a utility process: gives it `process.parentPort`. */
import { EventEmitter } from 'node:events';
import { strict } from './strict.mjs';

const send = process.send?.bind(process);
const emitter = new EventEmitter();

/** What came before anybody listened waits, as in Electron. @type {unknown[]} */
const early = [];
emitter.on('newListener', (event) => {
  if (event === 'message') setImmediate(() => early.splice(0).forEach(deliver));
});

/** @param {unknown} data */
function deliver(data) {
  if (emitter.listenerCount('message') === 0) early.push(data);
  else emitter.emit('message', { data, ports: [] });
}

/** @typedef {(message: { data: unknown, ports: [] }) => void} Listener */

const parentPort = strict('process.parentPort', {
  /** @param {unknown} message */
  postMessage(message) {
    send?.(message);
  },
  /** @param {string} event @param {Listener} listener */
  on(event, listener) {
    emitter.on(event, listener);
    return parentPort;
  },
  /** @param {string} event @param {Listener} listener */
  once(event, listener) {
    emitter.once(event, listener);
    return parentPort;
  },
  /** @param {string} event @param {Listener} listener */
  removeListener(event, listener) {
    emitter.removeListener(event, listener);
    return parentPort;
  },
});

process.on('message', deliver);
// A utility process ends with its app, however that ended.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// A utility process has a port and no channel of Node's.
Object.assign(process, { send: undefined });
Object.defineProperty(process, 'parentPort', { value: parentPort });
