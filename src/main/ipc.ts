/** The only user of ipcMain. Every call is checked for its sender and its arguments before anything else sees it. */
import * as v from 'valibot';
import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron';
import { channel, type CallArgs, type CallName, type CallResult, type EventName, type EventValue } from '../shared/ipc/contract';
import type { ChatApi } from '../shared/ipc/chat-api';
import type { Outcome } from '../shared/ipc/outcome';
import { callSchemas } from '../shared/ipc/schemas';
import { report } from './log';
import type { Pages } from './pages';

/** What answers a call. */
export type Handler<K extends CallName> = (...args: CallArgs<K>) => CallResult<K> | Promise<CallResult<K>>;

/** An answer to every call. */
export type Handlers = { readonly [K in CallName]: Handler<K> };

/** A call that was refused; the page sees the code in the message, as Electron carries nothing else over. */
export class RefusedCall extends Error {
  override readonly name = 'RefusedCall';
  constructor(readonly code: 'forbidden_sender' | 'bad_arguments' | 'internal') {
    super(code);
  }
}

/** Calls whose answer is data and has no room for a problem: they reject instead. */
type PlainCall = { [K in CallName]: Awaited<ReturnType<ChatApi[K]>> extends Outcome<unknown> ? never : K }[CallName];
const plainCalls: Readonly<Record<PlainCall, true>> = {
  ...{ getState: true, loadOutbox: true, loadMembers: true, loadTransfers: true },
  ...{ loadLedger: true, loadSettings: true },
};

function refuse(name: CallName, code: RefusedCall['code']): Outcome {
  if (name in plainCalls) throw new RefusedCall(code);
  return { ok: false, problem: { code: 'internal' } };
}

/** Our own page in the main frame of a window, and nothing below or beside it. */
export function isOwnFrame({ senderFrame }: Pick<IpcMainInvokeEvent, 'senderFrame'>, pages: Pages): boolean {
  // A frame that is gone reads as null, and its last call must not count.
  return senderFrame !== null && senderFrame.parent === null && pages.owns(senderFrame.url);
}

/** Answers one call. */
export function handle<K extends CallName>(name: K, handler: Handler<K>, pages: Pages): void {
  ipcMain.handle(channel(name), async (event, ...args: unknown[]) => {
    if (!isOwnFrame(event, pages)) {
      report('call refused', { call: name, code: 'forbidden_sender' });
      throw new RefusedCall('forbidden_sender');
    }
    const parsed = v.safeParse(callSchemas[name], args);
    if (!parsed.success) {
      report('call refused', { call: name, code: 'bad_arguments' });
      return refuse(name, 'bad_arguments');
    }
    try {
      return await handler(...parsed.output);
    } catch (error) {
      report('call failed', { call: name, error });
      return refuse(name, 'internal');
    }
  });
}

/** Answers all calls. */
export function handleAll(handlers: Handlers, pages: Pages): void {
  for (const name of Object.keys(callSchemas) as CallName[]) handle(name, handlers[name] as Handler<CallName>, pages);
}

/** Tells a window's page. A window that is closing is told nothing. */
export function tell<K extends EventName>(contents: WebContents | undefined, event: K, value: EventValue<K>): void {
  if (contents && !contents.isDestroyed()) contents.send(channel(event), value);
}
