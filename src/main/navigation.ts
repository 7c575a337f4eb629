/** Keeps every window on the app's own pages. */
import type { WebContents } from 'electron';
import type { Pages } from './pages';

/** Denies new windows, webviews, and every way to another page. */
export function lockNavigation(contents: WebContents, pages: Pages): void {
  const lock = (event: { url: string; preventDefault(): void }): void => {
    if (!pages.owns(event.url)) event.preventDefault();
  };
  contents.on('will-navigate', lock);
  contents.on('will-frame-navigate', lock);
  contents.on('will-redirect', lock);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
