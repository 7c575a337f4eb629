/** Nothing but the app's own files is fetched by a page. */
import type { Session } from 'electron';
import { expect, it } from 'vitest';
import { ownPages } from '../../src/main/pages';
import { guardRequests } from '../../src/main/requests';

type Listener = (details: { url: string }, callback: (answer: { cancel?: boolean }) => void) => void;

function ask(url: string): { cancelled: boolean; stopped: string[] } {
  const stopped: string[] = [];
  let cancelled = false;
  const session = {
    webRequest: {
      onBeforeRequest: (listener: Listener) => listener({ url }, ({ cancel }) => (cancelled = cancel === true)),
    },
  };
  guardRequests(session as unknown as Session, ownPages(), (address) => stopped.push(address));
  return { cancelled, stopped };
}

it.each(['app://hearth/index.html', 'app://hearth/assets/a.js', 'blob:app://hearth/1', 'data:image/png;base64,', 'about:blank'])(
  'lets %s through',
  (url) => {
    expect(ask(url)).toEqual({ cancelled: false, stopped: [] });
  },
);

it.each([
  'https://example.com/',
  'http://127.0.0.1:8080/',
  'ws://192.168.1.20:8080/hearth',
  'app://evil/index.html',
  'file:///etc/passwd',
  'devtools://devtools/',
  'nonsense',
])('stops %s and writes it down', (url) => {
  expect(ask(url)).toEqual({ cancelled: true, stopped: [url] });
});
