import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import type { WebContents } from 'electron';
import { lockNavigation } from '../../src/main/navigation';
import { ownPages } from '../../src/main/pages';

function locked(): { emitter: EventEmitter; openHandler: () => unknown } {
  const emitter = new EventEmitter();
  let openHandler = (): unknown => ({ action: 'allow' });
  const contents = Object.assign(emitter, { setWindowOpenHandler: (handler: () => unknown) => (openHandler = handler) });
  lockNavigation(contents as unknown as WebContents, ownPages());
  return { emitter, openHandler };
}

describe('a locked window (E12, E13, E14)', () => {
  const events = ['will-navigate', 'will-frame-navigate', 'will-redirect'];
  const others = [
    'https://example.org/',
    'app://bundle.evil/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,x',
    'nonsense',
  ];

  it.each(events.flatMap((event) => others.map((url) => [event, url] as const)))('prevents %s to %s', (event, url) => {
    const preventDefault = vi.fn();
    locked().emitter.emit(event, { url, preventDefault });
    expect(preventDefault).toHaveBeenCalledOnce();
  });

  it.each(events)('lets %s lead to its own pages', (event) => {
    const preventDefault = vi.fn();
    locked().emitter.emit(event, { url: 'app://hearth/index.html', preventDefault });
    expect(preventDefault).not.toHaveBeenCalled();
  });

  it('takes no webview and opens no window', () => {
    const { emitter, openHandler } = locked();
    const preventDefault = vi.fn();
    emitter.emit('will-attach-webview', { preventDefault }, {}, {});
    expect(preventDefault).toHaveBeenCalledOnce();
    expect(openHandler()).toEqual({ action: 'deny' });
  });
});
