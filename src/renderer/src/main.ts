/** Picks who is behind the page: the app's main process, or the chat itself in a browser. */
import { createElectronBridge } from './bridge/electron';
import { mountHearth } from './mount';

const app = createElectronBridge();
// The app never needs the browser's bridge, and a phone should not wait for what it needs either.
const api = app ?? (await (await import('./bridge/browser')).createBrowserBridge());
await mountHearth(api, '#app');
