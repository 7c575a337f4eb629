/** `session` and `protocol`: permission handlers, custom schemes. */
import { controls, lifecycle, mustBeReady } from './state.mjs';
import { strict } from './strict.mjs';

/** @type {Map<string, (request: Request) => Response | Promise<Response>>} */
const handlers = new Map();
/** @type {Map<string, Record<string, boolean>>} */
const schemes = new Map();
/** @type {{ request: Function | null, check: Function | null, device: Function | null }} */
const permission = { request: null, check: null, device: null };

/** @type {Function | null} */
let beforeRequest = null;

const defaultSession = strict('session.defaultSession', {
  /** @param {Function | null} handler */
  setPermissionRequestHandler: (handler) => void (permission.request = handler),
  /** @param {Function | null} handler */
  setPermissionCheckHandler: (handler) => void (permission.check = handler),
  /** @param {Function | null} handler */
  setDevicePermissionHandler: (handler) => void (permission.device = handler),
  webRequest: strict('session.webRequest', {
    /** @param {Function | null} listener */
    onBeforeRequest: (listener) => void (beforeRequest = listener),
  }),
});

export const session = strict('session', {
  get defaultSession() {
    mustBeReady('Session');
    return defaultSession;
  },
});

export const protocol = strict('protocol', {
  /** @param {{ scheme: string, privileges?: Record<string, boolean> }[]} list */
  registerSchemesAsPrivileged(list) {
    if (lifecycle.ready) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    if (schemes.size > 0) throw new Error('stand-in: schemes are registered once');
    for (const { scheme, privileges = {} } of list) schemes.set(scheme, privileges);
  },
  /** @param {string} scheme @param {(request: Request) => Response | Promise<Response>} handler */
  handle(scheme, handler) {
    mustBeReady('protocol.handle()');
    if (handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
    handlers.set(scheme, handler);
  },
  /** @param {string} scheme */
  isProtocolHandled: (scheme) => handlers.has(scheme),
});

controls['schemes'] = () => schemes;

/** Whether a page gets a permission, as both handlers see it; without handlers Electron allows everything. */
controls['permission'] = async (
  /** @type {string} */ name,
  /** @type {string} */ requestingUrl,
  /** @type {boolean} */ isMainFrame,
) => ({
  check: permission.check ? permission.check(null, name, new URL(requestingUrl).origin, { requestingUrl, isMainFrame }) : true,
  request: permission.request
    ? await new Promise((resolve) => permission.request?.(null, name, resolve, { requestingUrl, isMainFrame }))
    : true,
});

/** Whether a page's request would leave; without a listener it does. */
controls['mayRequest'] = (/** @type {string} */ url) =>
  new Promise((resolve) => {
    if (!beforeRequest) return resolve(true);
    beforeRequest({ url }, (/** @type {{ cancel?: boolean }} */ { cancel }) => resolve(cancel !== true));
  });

controls['request'] = async (
  /** @type {{ url: string, method: string, headers: Record<string, string> }} */ { url, method, headers },
) => {
  const scheme = new URL(url).protocol.slice(0, -1);
  const handler = handlers.get(scheme);
  // A scheme that is not standard has no hosts, and relative addresses in its pages lead nowhere.
  if (!handler || !schemes.get(scheme)?.['standard']) return null;
  const response = await handler(new Request(url, { method, headers }));
  if (!(response instanceof Response)) throw new Error('stand-in: a protocol handler answers with a Response');
  return { status: response.status, headers: [...response.headers], body: new Uint8Array(await response.arrayBuffer()) };
};
