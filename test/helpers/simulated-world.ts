/** One simulated run: a hub, some devices and a script, a network between them, one time; what happens, and what must hold. */
import type { Dial } from '../../src/client/transport';
import type { Entry, Limits } from '../../src/shared/protocol';
import { SIMULATED_HUB, SimulatedHub } from './simulated-hub';
import { Link } from './simulated-network';
import { SimulatedPerson } from './simulated-person';
import { SimulatedScript } from './simulated-script';
import { HUB, type LinkChange, type Schedule, type Step } from './simulated-steps';
import { noiseOf, SimulatedTime, type Noise, type SimulatedClock } from './simulated-time';

/** Everybody who wants to must be where they belong this long after everything was mended. */
const HEALED = 240_000;

/** Timers of one process while it runs: heartbeats, deadlines, retries; not one for each thing that ever happened. */
const MOST_TIMERS = 60;

const tight: Partial<Limits> = {
  ...{ messageRate: 2, messageBurst: 5, frameRate: 4, frameBurst: 20, floodRefusals: 8 },
  ...{ sendBudget: 2_400, historyPage: 5, pageBytes: 1_500, turnFrames: 3, maxRooms: 5 },
};

const roomy: Partial<Limits> = { messageRate: 0, frameRate: 0, maxRooms: 5 };

/** What a run came to. */
export interface Outcome {
  /** Broken promises, in words; none where all were kept. */
  wrong: string[];
  /** What the run is worth: how much happened in it. */
  entries: number;
  /** Frames by type, errors by code and ends by close code that reached people's devices. */
  heard: ReadonlyMap<string, number>;
  /** What happened, for whoever looks into a failure. */
  trace: string[];
}

class World {
  readonly time = new SimulatedTime();
  readonly wrong: string[] = [];
  readonly trace: string[] = [];
  readonly heard = new Map<string, number>();
  readonly #noise: Noise;
  readonly #hub: SimulatedHub;
  readonly #people: SimulatedPerson[];
  readonly #script: SimulatedScript;
  /** The world's own. */
  readonly #clock: SimulatedClock;
  readonly #links = new Map<SimulatedPerson | SimulatedScript, Set<Link>>();
  readonly #offline = new Set<SimulatedPerson>();
  #dials = 0;
  #over = false;
  #texts = 0;

  constructor({ noise, devices, twin, tight: narrow }: Schedule) {
    this.#noise = noiseOf(noise);
    this.#clock = this.time.clock();
    this.#hub = new SimulatedHub(this.time, this.#noise, narrow ? tight : roomy);
    this.#people = Array.from({ length: devices }, (_, index) => {
      const who = twin && index === devices - 1 ? 0 : index;
      const person: SimulatedPerson = new SimulatedPerson({
        ...{ name: `d${String(index)}`, token: String(who).repeat(22), time: this.time, noise: this.#noise },
        dial: (...about) => this.#dial(person, index, ...about),
        onShown: (one, room, entry) => this.#shown(one, room, entry),
        onWrong: (what) => this.#broke(what),
      });
      return person;
    });
    this.#script = new SimulatedScript(this.time, this.#noise, this.#hub, (code) => this.#count(String(code)));
  }

  async run(steps: readonly Step[]): Promise<void> {
    this.#hub.start();
    for (const person of this.#people) person.start();
    await this.time.advance(5_000);
    for (const step of steps) {
      this.#note(JSON.stringify(step));
      this.#take(step);
      await this.time.advance(step.do === 'wait' ? step.ms : 0);
      this.#bounded();
    }
    await this.#heal();
    await this.#end();
  }

  #take(step: Step): void {
    switch (step.do) {
      case 'wait':
        return;
      case 'write':
        for (let n = 0; n < step.count; n += 1) this.#write(step.who, step.room);
        return;
      case 'room':
        return this.#room(step);
      case 'link':
        return this.#change(step.who, step.change);
      case 'crowd':
        if (step.who === HUB && !this.#script.link) this.#joinScript();
        this.#change(step.who, 'stick down');
        for (let n = 0; n < step.count; n += 1)
          for (const index of this.#people.keys()) if (index !== step.who) this.#write(index, step.room);
        this.#later(step.ms, () => this.#change(step.who, 'flow'));
        return;
      case 'hub':
        this.#hub.end(step.end);
        this.#later(step.down + 3_000, () => this.#hub.start());
        return;
      case 'app': {
        const person = this.#person(step.who);
        person.end(step.end);
        if (step.end !== 'closed') for (const link of this.#of(person)) link.clientGone(step.end === 'power cut');
        this.#later(step.down, () => person.start());
        return;
      }
      case 'offline': {
        const person = this.#person(step.who);
        this.#offline.add(person);
        this.#clock.after(step.ms, () => this.#offline.delete(person));
        return;
      }
      case 'poke':
        return this.#poke(step);
      case 'date':
        return step.who === HUB ? this.#hub.step(step.ms) : this.#person(step.who).step(step.ms);
      case 'disk':
        return this.#refuse(step.who, step.ms);
      case 'script':
        if (step.act === 'leave') this.#script.leave();
        else if (step.act === 'write') this.#script.write(this.#text('s'));
        else this.#joinScript();
    }
  }

  #joinScript(): void {
    const link = this.#script.join((this.#dials += 1), Math.floor(this.#noise('earlier', this.time.now) * 10));
    if (link) this.#of(this.#script).add(link);
  }

  /** What a step leads to, unless the run is over by then. */
  #later(ms: number, callback: () => void): void {
    this.#clock.after(ms, () => this.#over || callback());
  }

  #write(who: number, index: number): void {
    const person = this.#person(who);
    const room = this.#roomOf(person, index);
    if (room !== undefined) person.write(room, this.#text(person.name));
  }

  #room({ who, room: index, act }: Step & { do: 'room' }): void {
    const person = this.#person(who);
    const room = this.#roomOf(person, index);
    if (act === 'create') void person.chat?.createRoom(`Room ${String((this.#texts += 1))}`);
    else if (room !== undefined) void (act === 'join' ? person.chat?.joinRoom(room) : person.chat?.leaveRoom(room));
  }

  #poke({ who, act }: Step & { do: 'poke' }): void {
    const person = this.#person(who);
    const { chat } = person;
    if (act === 'wake') chat?.wake();
    else if (act === 'retry') void chat?.retryNow();
    else for (const { id } of chat?.state().hub?.rooms ?? []) void this.#scroll(person, id);
  }

  /** What a page shows is in the log as well. */
  async #scroll(person: SimulatedPerson, room: string): Promise<void> {
    const page = await person.chat?.loadHistory(room, null);
    if (!page?.ok) return;
    for (const [index, entry] of page.value.entries.entries()) {
      this.#shown(person, room, entry);
      const before = page.value.entries[index - 1];
      if (before && entry.seq !== before.seq + 1) this.#broke(`${person.name}: a page with a hole before ${String(entry.seq)}`);
    }
  }

  #change(who: number, change: LinkChange): void {
    for (const link of this.#of(who === HUB ? this.#script : this.#person(who))) {
      if (change === 'cut') {
        const [hub, client] = ['hub', 'client'].map((end) => Math.round(this.#noise('cut', end, link.id) ** 3 * 10_000));
        link.cut(hub ?? 0, client ?? 0);
        continue;
      }
      const flow = change.startsWith('lose') ? 'lost' : change.startsWith('stick') ? 'stuck' : 'flowing';
      if (!change.endsWith('down')) link.set('up', flow);
      if (!change.endsWith('up')) link.set('down', flow);
    }
  }

  #refuse(who: number, ms: number): void {
    if (who === HUB) {
      this.#hub.refuse('ENOSPC');
      this.#clock.after(ms, () => this.#hub.refuse(null));
      return;
    }
    const { store, history } = this.#person(who);
    store.broken = history.broken = true;
    this.#clock.after(ms, () => (store.broken = history.broken = false));
  }

  #dial(person: SimulatedPerson, index: number, ...[, events]: Parameters<Dial>): ReturnType<Dial> {
    const refused = { code: 1006, problem: { code: 'refused' } } as const;
    const link: Link = new Link((this.#dials += 1), this.time, this.#noise, {
      onOpen: () => events.onOpen({ kind: 'tls', pin: SIMULATED_HUB, trusted: false }),
      onMessage: (text) => {
        const [, type = '', code = ''] = /^\{"type":"(\w+)"(?:,"code":"(\w+)")?/.exec(text) ?? [];
        this.#count(code || type);
        events.onMessage(text);
      },
      onClose: (code) => {
        this.#count(String(code));
        events.onClose({ code });
      },
    });
    let given = false;
    if (!this.#offline.has(person))
      this.#clock.after(1 + Math.round(this.#noise('dial', link.id) ** 3 * 1_000), () => {
        if (given) return;
        const about = { address: `10.0.0.${String(index + 1)}`, mode: 'full', search: '' } as const;
        if (this.#hub.accept(link, about)) this.#of(person).add(link);
        else events.onClose(refused);
        given = true;
      });
    const close = (code = 1000): void => {
      if (this.#of(person).has(link)) return link.hangUp(code);
      if (!given) this.#clock.after(1, () => events.onClose({ code: 1006 }));
      given = true;
    };
    return { send: (text) => link.say(text), close };
  }

  /** Everything is mended; everybody comes back and says what they have to say. */
  async #heal(): Promise<void> {
    this.#note('healing');
    this.#hub.refuse(null);
    this.#offline.clear();
    this.#hub.start();
    for (const person of this.#people) {
      person.store.broken = person.history.broken = false;
      person.start();
    }
    for (const links of this.#links.values())
      for (const link of links) {
        link.set('up', 'flowing');
        link.set('down', 'flowing');
      }
    // A script knows no dead connection from a quiet one.
    if ([...this.#of(this.#script)].some(({ whole }) => !whole)) this.#script.leave();
    const end = this.time.now + HEALED;
    let left = await this.#unfinished();
    for (; left.length > 0 && this.time.now < end; left = await this.#unfinished()) {
      // Those who left a room with something unsaid return to it.
      for (const { chat } of this.#people)
        for (const { id, joined } of chat?.state().hub?.rooms ?? [])
          if (!joined && (await chat?.loadOutbox(id))?.length && this.time.now % 10_000 < 1_000) void chat?.joinRoom(id);
      await this.time.advance(1_000);
      this.#bounded();
    }
    for (const what of left) this.#broke(`after healing: ${what}`);
  }

  /** Differences between how it is and how it should be once everybody is back. */
  async #unfinished(): Promise<string[]> {
    const { core } = this.#hub;
    if (!core) return ['the hub is away'];
    const away = this.#people.filter(({ chat }) => chat?.state().hub?.connection.phase !== 'ready');
    if (away.length > 0) return away.map(({ name }) => `${name} is away`);
    const logs = this.#hub.logs();
    if (!logs) return ['a log is being written'];
    const left = (await Promise.all(this.#people.map((person) => this.#unfinishedOf(person, logs)))).flat();
    if (left.length > 0) return left;
    left.push(...this.#script.problems(logs.get(core.rooms.defaultRoom.id) ?? []));
    for (const room of core.rooms.all()) left.push(...(await this.#presence(room.id, room.listed(100))));
    return left;
  }

  async #unfinishedOf({ name, chat, written, history }: SimulatedPerson, logs: Map<string, Entry[]>): Promise<string[]> {
    const left: string[] = [];
    const rooms = chat?.state().hub?.rooms ?? [];
    if (rooms.length < logs.size) left.push(`${name} knows ${String(rooms.length)} of ${String(logs.size)} rooms`);
    for (const room of rooms)
      for (const { text, state } of (await chat?.loadOutbox(room.id)) ?? [])
        left.push(`${name}: ${text} is ${state} in the outbox`);
    for (const { room, text, state } of written)
      if (state === 'accepted' && !logs.get(room)?.some((entry) => entry.text === text))
        left.push(`${name}: ${text} is not in the log`);
    for (const room of rooms) {
      const log = logs.get(room.id) ?? [];
      const held = history.logs.get(`${SIMULATED_HUB}/${room.id}`) ?? [];
      const same = held.every((entry, index) => JSON.stringify(entry) === JSON.stringify(log[index]));
      if (!same) left.push(`${name}: the copy of ${room.name} is no beginning of the log`);
      if (room.joined && held.length !== log.length)
        left.push(`${name}: holds ${String(held.length)} of ${String(log.length)} in ${room.name}`);
    }
    return left;
  }

  async #presence(room: string, listed: readonly { id: string }[]): Promise<string[]> {
    const idsOf = (members: readonly { id: string }[]): string => [...new Set(members.map(({ id }) => id))].sort().join(' ');
    const views: { name: string; me: { id: string }; count: number; members: { id: string }[] }[] = [];
    for (const { name, chat } of this.#people) {
      const hub = chat?.state().hub;
      const view = hub?.rooms.find(({ id }) => id === room);
      if (view?.joined && hub?.me)
        views.push({ name, me: hub.me, count: view.count, members: (await chat?.loadMembers(room)) ?? [] });
    }
    const script =
      this.#script.member !== null && room === this.#hub.core?.rooms.defaultRoom.id ? [{ id: this.#script.member }] : [];
    const there = idsOf([...views.map(({ me }) => me), ...script]);
    const wrong = idsOf(listed) === there ? [] : [`hub: in ${room} are ${idsOf(listed)}, should be ${there}`];
    for (const { name, count, members } of views) {
      if (idsOf(members) !== there) wrong.push(`${name}: sees ${idsOf(members)} in ${room}, should be ${there}`);
      if (count !== listed.length) wrong.push(`${name}: counts ${String(count)} in ${room} of ${String(listed.length)}`);
    }
    return wrong;
  }

  /** Everybody goes; what is on the disks then is what counts. */
  async #end(): Promise<void> {
    this.#note('ending');
    this.#over = true;
    this.#script.leave();
    for (const person of this.#people) person.leave();
    await this.time.advance(5_000);
    this.#hub.end('stopped');
    await this.time.advance(70_000);
    if (this.#hub.up) this.#broke('the hub did not stop');
    if (this.#hub.leftBehind > 0) this.#broke(`the hub left ${String(this.#hub.leftBehind)} timers behind`);
    for (const { name, timers } of this.#people) if (timers > 0) this.#broke(`${name} left ${String(timers)} timers behind`);
    const logs = this.#hub.logs();
    if (!logs) this.#broke('a log is no JSON after the end');
    for (const [room, log] of logs ?? []) this.#checkLog(room, log);
    for (const line of this.#hub.errors) if (/TypeError|RangeError|"internal"/.test(line)) this.#broke(line);
    for (const links of this.#links.values()) for (const link of links) link.destroy();
  }

  #checkLog(room: string, log: readonly Entry[]): void {
    log.forEach(({ seq }, index) => seq === index + 1 || this.#broke(`log: ${String(seq)} at place ${String(index + 1)}`));
    const places = new Map<string, number>();
    for (const { text = '', seq } of log) {
      if (places.has(text)) this.#broke(`log: ${text} twice, at ${String(places.get(text))} and ${String(seq)}`);
      places.set(text, seq);
    }
    const known = new Set([...this.#script.written, ...this.#people.flatMap(({ written }) => written.map(({ text }) => text))]);
    for (const { text = '' } of log) if (!known.has(text)) this.#broke(`log: nobody wrote ${text}`);
    for (const { name, written } of this.#people) {
      let last = 0;
      for (const { text, state } of written.filter((one) => one.room === room && one.state === 'accepted')) {
        const place = places.get(text);
        if (place === undefined) this.#broke(`${name}: ${text}, ${state}, is not in the log`);
        else if (place < last) this.#broke(`${name}: ${text} at ${String(place)}, written after the one at ${String(last)}`);
        last = place ?? last;
      }
    }
  }

  /** Nobody is shown what the hub could still lose. */
  #shown({ name }: SimulatedPerson, room: string, entry: Entry): void {
    if (!this.#hub.holds(room, entry))
      this.#broke(`${name}: was shown ${entry.text} (${String(entry.seq)}), which the log does not hold`);
  }

  #bounded(): void {
    if (this.#hub.timers > MOST_TIMERS) this.#broke(`the hub has ${String(this.#hub.timers)} timers`);
    for (const { name, timers } of this.#people) if (timers > MOST_TIMERS) this.#broke(`${name} has ${String(timers)} timers`);
  }

  #count(what: string): void {
    this.heard.set(what, (this.heard.get(what) ?? 0) + 1);
  }

  #person(who: number): SimulatedPerson {
    return this.#people[who % this.#people.length] as SimulatedPerson;
  }

  #of(whose: SimulatedPerson | SimulatedScript): Set<Link> {
    const links = this.#links.get(whose) ?? new Set();
    this.#links.set(whose, links);
    for (const link of links) if (!link.alive) links.delete(link);
    return links;
  }

  #roomOf({ chat }: SimulatedPerson, index: number): string | undefined {
    const rooms = chat?.state().hub?.rooms ?? [];
    return rooms[index % Math.max(1, rooms.length)]?.id;
  }

  #text(who: string): string {
    return `${who} says ${String((this.#texts += 1))}.`;
  }

  #broke(what: string): void {
    if (this.wrong.length < 20) this.wrong.push(`${String(this.time.now)} ms: ${what}`);
    this.#note(`WRONG ${what}`);
  }

  #note(what: string): void {
    this.trace.push(`${String(this.time.now)} ms: ${what}`);
  }

  get entries(): number {
    return [...(this.#hub.logs()?.values() ?? [])].reduce((sum, log) => sum + log.length, 0);
  }
}

/** Runs a schedule to its end. */
export async function simulate(schedule: Schedule): Promise<Outcome> {
  const world = new World(schedule);
  const rejected = (reason: unknown): void =>
    void world.wrong.push(`unhandled: ${String(reason instanceof Error ? reason.stack : reason)}`);
  process.on('unhandledRejection', rejected);
  try {
    await world.time.install(() => world.run(schedule.steps));
  } finally {
    process.off('unhandledRejection', rejected);
  }
  return { wrong: world.wrong, trace: world.trace, heard: world.heard, entries: world.entries };
}
