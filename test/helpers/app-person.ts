/** The app's own client as a person has it, without its window, and what it sends. */
import { onTestFinished } from 'vitest';
import { Chat, type CoreState } from '../../src/client/chat';
import type { Dial } from '../../src/client/transport';
import { openPorts } from '../../src/main/ports';
import { dialWs } from '../../src/main/ws-transport';
import type { ConnectionState, HubView } from '../../src/shared/ipc/chat-api';
import type { TimelineEvent } from '../../src/shared/ipc/talk-api';
import type { ClientFrame, Entry } from '../../src/shared/protocol';
import { tempFolder } from './temp-folder';

/** Longest wait for anything; reached only by a test that fails. */
const PATIENCE = 15_000;

/** One person at one device. */
export interface AppPerson {
  chat: Chat;
  /** Its data folder. */
  folder: string;
  /** Own member id, the same at every hub. */
  member: string;
  /** Frames that it sent, oldest first, over all connections. */
  sent: ClientFrame[];
  /** Entries that it was shown. */
  shown: Entry[];
  hub(): HubView | null;
  connection(): ConnectionState | undefined;
  /** The room that everybody starts in. */
  room(): string;
  /** Resolves when the state fits. */
  until(fits: (state: CoreState) => boolean): Promise<void>;
  phase(phase: ConnectionState['phase']): Promise<void>;
}

/** @param folder - of an earlier visit */
export async function appPerson(name: string, folder?: string): Promise<AppPerson> {
  const sent: ClientFrame[] = [];
  const dial: Dial = (...args) => {
    const transport = dialWs(...args);
    return {
      ...transport,
      send(text) {
        sent.push(JSON.parse(text) as ClientFrame);
        transport.send(text);
      },
    };
  };
  const data = folder ?? (await tempFolder());
  const ports = await openPorts(data, dial);
  const chat = new Chat(ports);
  onTestFinished(() => chat.close());
  await chat.start();
  await chat.setName(name);
  const shown: Entry[] = [];
  chat.onTimeline(({ entries }: TimelineEvent) => shown.push(...entries));
  const until: AppPerson['until'] = (fits) =>
    new Promise((resolve, reject) => {
      const end = performance.now() + PATIENCE;
      const look = (): void => {
        const state = chat.state();
        const late = performance.now() > end;
        if (!fits(state) && !late) return;
        off();
        clearInterval(timer);
        if (fits(state)) resolve();
        else reject(new Error(`${name} is still at ${JSON.stringify(state.hub)}`));
      };
      // Each state as it comes, however short it lasts; now and then besides, for what is told in another way.
      const off = chat.onState(look);
      const timer = setInterval(look, 5);
      look();
    });
  return {
    ...{ chat, folder: data, member: ports.identity.memberId, sent, shown, until },
    hub: () => chat.state().hub,
    connection: () => chat.state().hub?.connection,
    room: () => chat.state().hub?.defaultRoom ?? '',
    phase: (phase) => until(({ hub }) => hub?.connection.phase === phase),
  };
}
