/** The app's own client as a person has it, without its window: Chat over the app's files and sockets. */
import { Chat } from '../../src/client/chat';
import type { ChatPorts } from '../../src/client/ports';
import type { Entry } from '../../src/shared/protocol';
import { openPorts } from '../../src/main/ports';
import { dialWs } from '../../src/main/ws-transport';
import type { Recorder } from './checker';

/** What a device needs. */
export interface DeviceOptions {
  name: string;
  /** Its data folder. */
  folder: string;
  recorder: Recorder;
  /** How many times faster than the others its timers go: what takes a person's patience would take a test's. @default 1 */
  speed?: number;
  /** Told of each entry as the next one it shows. */
  onEntry?: (entry: Entry) => void;
}

/** A person at a device, in a hub's default room. What is shown to them goes into the recorder. */
export class Device {
  readonly name: string;
  readonly chat: Chat;
  /** Newest sequence shown. */
  held = 0;
  /** Messages that were accepted. */
  written = 0;
  readonly #options: DeviceOptions;
  #waiting = 0;

  private constructor(options: DeviceOptions, ports: ChatPorts) {
    this.name = options.name;
    this.#options = options;
    this.chat = new Chat(ports);
    this.chat.onTimeline(({ room, entries, reset }) => {
      if (room !== this.room) return;
      if (reset) throw new Error(`${this.name}: the hub has less than it told`);
      for (const entry of entries) this.#show(entry);
    });
    this.chat.onOutbox(({ room, messages }) => {
      if (room === this.room) this.#waiting = messages.length;
    });
  }

  static async open(options: DeviceOptions): Promise<Device> {
    const ports = await openPorts(options.folder, dialWs);
    const { speed = 1 } = options;
    const clock: ChatPorts['clock'] = { now: ports.clock.now, after: (ms, callback) => ports.clock.after(ms / speed, callback) };
    const device = new Device(options, { ...ports, clock });
    await device.chat.start();
    await device.chat.setName(options.name);
    return device;
  }

  /** Its member id, empty before it was in. */
  get member(): string {
    return this.chat.state().hub?.me?.id ?? '';
  }

  /** The room that everybody starts in. */
  get room(): string {
    return this.chat.state().hub?.defaultRoom ?? '';
  }

  /** It is connected and has nothing left to send. */
  get settled(): boolean {
    return this.chat.state().hub?.connection.phase === 'ready' && this.#waiting === 0;
  }

  /** Writes one message; throws where it is not accepted. */
  async write(text: string): Promise<void> {
    const sent = await this.chat.send(this.room, text);
    if (!sent.ok) throw new Error(`${this.name}: ${sent.problem.code}`);
    this.#options.recorder.sent(this.member, sent.value, text);
    this.written += 1;
  }

  #show(entry: Entry): void {
    const { recorder, onEntry } = this.#options;
    if (entry.author.id === this.member) recorder.acked(this.member, entry.id, entry.seq);
    this.held = entry.seq;
    recorder.saw(this.name, entry);
    onEntry?.(entry);
  }
}
