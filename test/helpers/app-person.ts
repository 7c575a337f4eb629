/** The app's own client as a person has it, without its window, and what it sends. */
import { onTestFinished, vi } from 'vitest';
import { Chat, type CoreState } from '../../src/client/chat';
import type { Dial } from '../../src/client/transport';
import { openPorts } from '../../src/main/ports';
import { dialWs } from '../../src/main/ws-transport';
import type { ConnectionState, HubView, TimelineEvent } from '../../src/shared/ipc/chat-api';
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
    vi.waitFor(
      () => {
        if (!fits(chat.state())) throw new Error(`${name} is still at ${JSON.stringify(chat.state().hub)}`);
      },
      { timeout: PATIENCE, interval: 5 },
    );
  return {
    ...{ chat, folder: data, member: ports.identity.memberId, sent, shown, until },
    hub: () => chat.state().hub,
    connection: () => chat.state().hub?.connection,
    room: () => chat.state().hub?.defaultRoom ?? '',
    phase: (phase) => until(({ hub }) => hub?.connection.phase === phase),
  };
}
