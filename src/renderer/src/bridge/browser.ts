/** The browser's bridge: the whole chat runs in the page, over the native WebSocket and IndexedDB. */
import { Chat } from '../../../client/chat';
import { isFinal } from '../../../client/problems';
import type { ChatApi, ConnectionState } from '../../../shared/ipc/chat-api';
import { AGENT } from '../../../shared/protocol';
import { hereAddress, hereLabel } from '../logic/here';
import { pageBytes } from './browser/carriage/bytes';
import { pageWire } from './browser/carriage/wire';
import { browserClock } from './browser/clock';
import { openDatabase } from './browser/database';
import { dialBrowser } from './browser/dial';
import { IdbHistory } from './browser/history';
import { openIdentity } from './browser/identity';
import { MemoryHistory, MemoryStore } from './browser/memory';
import { browserRandom } from './browser/random';
import { pageFiles } from './browser/files';
import { guestApi } from './browser/guest-api';
import { LandingInvite } from './browser/landing';
import { placeName } from './browser/place';
import { IdbStore } from './browser/store';
import { pagePresence } from './browser/presence';
import { rememberVisit, wasVisiting } from './browser/visit';

const isOver = (connection: ConnectionState): boolean => connection.phase === 'closed' && isFinal(connection.problem);

/** Builds the ChatApi of a guest: one who talks to the hub that served the page. */
export async function createBrowserBridge(): Promise<ChatApi> {
  const database = await openDatabase();
  const chat = new Chat({
    clock: browserClock,
    random: browserRandom,
    identity: await openIdentity(database),
    history: database ? new IdbHistory(database) : new MemoryHistory(),
    store: database ? new IdbStore(database) : new MemoryStore(),
    files: pageFiles,
    carriage: { bytes: pageBytes(), wire: pageWire },
    dial: dialBrowser,
    presence: pagePresence(database),
    keyless: true,
    defaultName: '',
    agent: `${AGENT} (browser)`,
  });
  await chat.start();
  const here = chat.state().hubs.find(({ address }) => address === hereLabel(location));
  const invite = new LandingInvite(window);
  // A reload is not a departure.
  if (here && wasVisiting() && !invite.pending) await chat.openHub(here.id);
  // Whoever was sent away comes back when they ask to, not with the next reload.
  chat.onState(({ hub }) => rememberVisit(hub !== null && !isOver(hub.connection)));
  return guestApi(chat, { temporary: database === null, invite, here: () => hereAddress(location), place: placeName() });
}
