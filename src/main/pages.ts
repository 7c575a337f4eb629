/** Which pages are the app's own. */

/** Scheme and host of the app's pages. */
export const APP_SCHEME = 'app';
const APP_HOST = 'hearth';

/** The app's pages: where they begin, and which addresses belong to them. */
export interface Pages {
  /** The page that the window opens. */
  readonly start: string;
  /** Whether an address is one of the app's own pages. */
  owns(url: string): boolean;
}

/**
 * Pages of the bundle, or of the dev server where one is given.
 * Protocol and host are compared, not `origin`: to Node the origin of every custom scheme is `'null'`, so `app://evil` would pass.
 */
export function ownPages(devServer?: string): Pages {
  const start = new URL(devServer ?? `${APP_SCHEME}://${APP_HOST}/index.html`);
  return {
    start: start.href,
    owns(text) {
      if (!URL.canParse(text)) return false;
      const url = new URL(text);
      return url.protocol === start.protocol && url.host === start.host && url.username === '' && url.password === '';
    },
  };
}
