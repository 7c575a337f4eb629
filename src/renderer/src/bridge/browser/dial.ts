/** The native WebSocket as a Transport. */
import type { Dial } from '../../../../client/transport';
import { hostPortOf } from '../../../../shared/address';
import { SUBPROTOCOL } from '../../../../shared/protocol';

/**
 * Dials as browsers can, by what the page came by: it may talk to where it came from and to nothing else. Browsers say nothing about keys, nor
 * about why a socket did not open, so that is always `unreachable`.
 */
export const dialBrowser: Dial = (url, events) => {
  const never = { code: 1006, problem: { code: 'unreachable' as const, params: { address: hostPortOf(url) } } };
  const encrypted = location.protocol === 'https:';
  let opened = false;
  let ended = false;
  let socket: WebSocket;
  try {
    socket = new WebSocket(url.replace(/^wss?:/, encrypted ? 'wss:' : 'ws:'), SUBPROTOCOL);
  } catch {
    // A promise of `Dial`: nothing is thrown. The browser refuses some addresses from inside the constructor.
    queueMicrotask(() => events.onClose(never));
    return { send: () => undefined, close: () => undefined };
  }
  socket.addEventListener('open', () => {
    opened = true;
    if (!ended) events.onOpen({ kind: 'page', encrypted });
  });
  socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (!ended && typeof data === 'string') events.onMessage(data);
  });
  socket.addEventListener('close', ({ code }) => {
    if (ended) return;
    ended = true;
    events.onClose(opened ? { code } : never);
  });
  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close(code = 1000) {
      socket.close(code);
    },
  };
};
