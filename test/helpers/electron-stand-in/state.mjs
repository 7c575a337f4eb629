/** What the doubles share: the link to the driver, and what they recorded. */
import { createRpc } from './rpc.mjs';

if (!process.send) throw new Error('stand-in: it is started by test/helpers/launch-app.ts, which drives its pages');

/** What the driver may ask; every double adds its own. */
export const controls = /** @type {Record<string, (...args: any[]) => unknown>} */ ({});

/** Asks the driver. */
export const driver = createRpc(process, controls);

/** Set by `app`. */
export const lifecycle = { ready: false, quitting: false };

/** @param {string} what @returns {void} */
export function mustBeReady(what) {
  if (!lifecycle.ready) throw new Error(`${what} cannot be used before app is ready`);
}

/** Everything that left a trace. */
export const records = {
  /** @type {{ title: string, body: string }[]} */
  notifications: [],
  badge: 0,
  overlay: '',
  tooltip: '',
  /** @type {object[]} */
  dialogs: [],
  /** @type {string[]} */
  opened: [],
  clipboard: '',
  /** @type {object[]} */
  utilities: [],
  /** `app.enableSandbox()` was called in time. */
  sandboxed: false,
};

controls['records'] = () => records;

// The app ends with its driver: no test leaves processes behind.
process.on('disconnect', () => process.exit(1));
