/** Stops every request of a page that is not for the app's own files, whatever the page's policy says, and writes it down. */
import type { Session } from 'electron';
import type { Pages } from './pages';

/** Addresses that lead nowhere but into the page itself. */
const inward: ReadonlySet<string> = new Set(['blob:', 'data:', 'about:']);

/** Whether a page may ask for an address. */
export function mayRequest(url: string, pages: Pages): boolean {
  return pages.owns(url) || (URL.canParse(url) && inward.has(new URL(url).protocol));
}

/**
 * Guards a session.
 * @param onStopped - an address that was asked for and not fetched
 */
export function guardRequests(session: Session, pages: Pages, onStopped: (url: string) => void): void {
  session.webRequest.onBeforeRequest((details, callback) => {
    const cancel = !mayRequest(details.url, pages);
    if (cancel) onStopped(details.url);
    callback({ cancel });
  });
}
