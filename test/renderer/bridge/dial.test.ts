import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TransportEnd } from '../../../src/client/transport';
import { dialBrowser } from '../../../src/renderer/src/bridge/browser/dial';

/** A WebSocket that does what the test says. */
class ScriptedSocket extends EventTarget {
  static readonly OPEN = 1;
  static last: ScriptedSocket;
  readyState = 0;
  readonly sent: string[] = [];
  readonly closes: (number | undefined)[] = [];

  constructor(
    readonly url: string,
    readonly protocol: string,
  ) {
    super();
    if (url.includes('forbidden')) throw new DOMException('mixed content', 'SecurityError');
    ScriptedSocket.last = this;
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(code?: number): void {
    this.closes.push(code);
  }

  open(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
  }

  message(data: unknown): void {
    this.dispatchEvent(Object.assign(new Event('message'), { data }));
  }

  end(code: number): void {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event('close'), { code }));
  }
}

beforeEach(() => vi.stubGlobal('WebSocket', ScriptedSocket));
afterEach(() => vi.unstubAllGlobals());

function dial(url = 'ws://192.168.1.20:8080/ws') {
  const heard: unknown[] = [];
  const transport = dialBrowser(url, {
    onOpen: (channel) => heard.push(channel),
    onMessage: (text) => heard.push(text),
    onClose: (end: TransportEnd) => heard.push(end),
  });
  return { transport, heard, socket: ScriptedSocket.last };
}

describe('dialBrowser', () => {
  it('asks for the subprotocol and passes text on', () => {
    const { transport, heard, socket } = dial();
    expect(socket.protocol).toBe('hearth.v1');
    transport.send('too early');
    socket.open();
    transport.send('hello');
    socket.message('there');
    socket.message(new ArrayBuffer(1));
    socket.end(1001);
    expect(socket.sent).toEqual(['hello']);
    expect(heard).toEqual([{ kind: 'page', encrypted: false }, 'there', { code: 1001 }]);
  });

  it('calls a socket that never opened unreachable, with its address', () => {
    const { heard, socket } = dial();
    socket.end(1006);
    expect(heard).toEqual([{ code: 1006, problem: { code: 'unreachable', params: { address: '192.168.1.20:8080' } } }]);
  });

  it('says nothing after the end', () => {
    const { heard, socket } = dial();
    socket.open();
    socket.end(1000);
    socket.message('late');
    socket.end(1000);
    expect(heard).toEqual([{ kind: 'page', encrypted: false }, { code: 1000 }]);
  });

  it('does not throw, and tells only after it has returned', async () => {
    const { heard } = dial('ws://forbidden/ws');
    expect(heard).toEqual([]);
    await Promise.resolve();
    expect(heard).toMatchObject([{ problem: { code: 'unreachable' } }]);
  });

  it.each([
    ['https://192.168.1.20:8080/', true, 'wss://192.168.1.20:8080/ws'],
    ['http://192.168.1.20:8080/', false, 'ws://192.168.1.20:8080/ws'],
  ])('goes by what the page came by, whatever was remembered: %s', (page, encrypted, url) => {
    vi.stubGlobal('location', new URL(page));
    for (const remembered of ['ws://192.168.1.20:8080/ws', 'wss://192.168.1.20:8080/ws']) {
      const { heard, socket } = dial(remembered);
      socket.open();
      expect([socket.url, heard]).toEqual([url, [{ kind: 'page', encrypted }]]);
    }
  });
});
