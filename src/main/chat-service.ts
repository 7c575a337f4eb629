/** Answers the UI's calls: the chat itself, hosting beside it, and the little that only the app can do. */
import { clipboard, Notification } from 'electron';
import type { Chat } from '../client/chat';
import { chatCalls } from '../client/chat-calls';
import { Emitter } from '../shared/emitter';
import type { Capabilities, ChatState, HostOptions } from '../shared/ipc/chat-api';
import type { Outcome } from '../shared/ipc/outcome';
import type { Settings } from '../shared/ipc/settings-api';
import { cleanName } from '../shared/protocol';
import type { Hosting } from './hosting';
import type { Handlers } from './ipc';
import type { Ledger } from './ledger';
import { openLink } from './open-link';
import type { SettingsFile } from './settings';
import { showTheme } from './theme';
import type { OwnHubs } from './own-hubs';
import type { Words } from './words';

const done: Outcome = { ok: true, value: null };

/** Chat and hosting as one. */
export class ChatService {
  /** The whole small state, whenever something in it changes. */
  readonly changed = new Emitter<ChatState>();
  /** The language that was chosen, as in the settings. */
  readonly spoken = new Emitter<string>();
  readonly #chat: Chat;
  readonly #hosting: Hosting;
  readonly #own: OwnHubs;
  readonly #ledger: Ledger;
  readonly #settings: SettingsFile;
  readonly #words: Words;

  constructor(chat: Chat, hosting: Hosting, own: OwnHubs, ledger: Ledger, settings: SettingsFile, words: Words) {
    this.#chat = chat;
    this.#hosting = hosting;
    this.#own = own;
    this.#ledger = ledger;
    this.#settings = settings;
    this.#words = words;
    chat.onState(() => this.changed.emit(this.state()));
    hosting.changed.on(() => this.changed.emit(this.state()));
  }

  state(): ChatState {
    const core = this.#chat.state();
    const hubs = core.hubs.map((hub) => (this.#own.find(hub.id) ? { ...hub, hostedHere: true as const } : hub));
    return { ...core, hubs, capabilities: capabilities(), hosting: this.#hosting.state };
  }

  /** People connected to the hosted hub besides oneself. */
  othersConnected(): number {
    const hosting = this.#hosting.state;
    const me = this.#chat.state().hub?.me?.id;
    return hosting.phase === 'live' ? hosting.members.filter(({ id }) => id !== me).length : 0;
  }

  get hosting(): boolean {
    return this.#hosting.state.phase === 'live' || this.#hosting.state.phase === 'starting';
  }

  /** Writes what is unwritten and ends the hub, in that order: the hub's goodbye must not look like a lost connection here. */
  async close(): Promise<void> {
    await this.#chat.close();
    await this.#hosting.stop();
  }

  /** An answer to every call of the UI. */
  handlers(): Handlers {
    return {
      ...chatCalls(this.#chat),
      getState: () => this.state(),
      host: (options) => this.#host(options),
      stopHosting: () => this.#stopHosting(),
      openHub: (hubId) => this.#openHub(hubId),
      copyText: (text) => copyText(text),
      openLink: (href) => openLink(href),
      loadLedger: () => this.#ledger.list(),
      askNotifications: () => done,
      tryNotification: () => this.#tryNotification(),
      loadSettings: () => this.#settings.load(),
      changeSettings: (parts) => this.#changeSettings(parts),
    };
  }

  async #changeSettings(parts: Partial<Settings>): Promise<Outcome> {
    if (parts.appearance) showTheme(parts.appearance.theme);
    if (parts.appearance) this.spoken.emit(parts.appearance.language);
    if (parts.notices) this.#chat.notifier.set(parts.notices);
    await this.#settings.change(parts);
    return done;
  }

  #tryNotification(): Outcome {
    this.#chat.notifier.sample(this.#words.notices.sample);
    return done;
  }

  async #host(options: HostOptions): Promise<Outcome> {
    const [name, room] = [cleanName(options.name), cleanName(options.room)];
    if (!name.ok || !room.ok || !cleanName(this.#chat.state().name).ok) return { ok: false, problem: { code: 'bad_name' } };
    const folder = await this.#own.folderFor(name.text);
    const started = await this.#hosting.start({ ...options, name: name.text, room: room.text }, this.#own.path(folder));
    if (!started.ok) return started;
    const joined = await this.#chat.join(started.value);
    if (!joined.ok) await this.#hosting.stop();
    const hubId = this.#chat.state().hub?.id;
    if (joined.ok && hubId) await this.#own.remember({ hubId, folder, options });
    return joined;
  }

  /** Opening a hub that lives here means hosting it again: nobody else can bring it back. */
  async #openHub(hubId: string): Promise<Outcome> {
    const own = this.#own.find(hubId);
    // Hosting it must not end another place, with people in it, that nobody spoke of.
    if (!own || this.hosting) return this.#chat.openHub(hubId);
    const hosted = await this.#host(own.options);
    // What it said can be read all the same; the state of hosting says what went wrong.
    return hosted.ok ? hosted : this.#chat.openHub(hubId);
  }

  async #stopHosting(): Promise<Outcome> {
    // First, so that its goodbye is no surprise in one's own window.
    if (this.#own.find(this.#chat.state().hub?.id)) await this.#chat.leaveHub();
    await this.#hosting.stop();
    return done;
  }
}

function capabilities(): Capabilities {
  return { kind: 'app', host: true, fixedHub: false, notifications: Notification.isSupported() ? 'granted' : 'unavailable' };
}

async function copyText(text: string): Promise<Outcome> {
  try {
    await clipboard.writeText(text);
    return done;
  } catch {
    return { ok: false, problem: { code: 'clipboard_failed' } };
  }
}
