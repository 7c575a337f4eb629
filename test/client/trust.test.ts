import { afterEach, describe, expect, it } from 'vitest';
import { Chat } from '../../src/client/chat';
import type { KnownHub } from '../../src/client/ports';
import { objection } from '../../src/client/handshake';
import { trustOf, trustToKeep, urlsOf } from '../../src/client/trust';
import type { Channel } from '../../src/client/transport';
import type { Outcome } from '../../src/shared/ipc/outcome';
import { settle } from '../helpers/fake-clock';
import { HUB_ID, hubHello, MemoryHub } from '../helpers/memory-hub';
import { memoryPorts } from '../helpers/memory-ports';

const OTHER = 'x'.repeat(43);
const ADDRESS = '192.168.1.20';
const INVITE = `https://${ADDRESS}:8080/#k=${HUB_ID}`;
const chats: Chat[] = [];
afterEach(() => Promise.all(chats.splice(0).map((chat) => chat.close())));

async function setUp(hub = new MemoryHub(), before?: ReturnType<typeof memoryPorts>) {
  const ports = memoryPorts(hub.dial, before ? { store: before.store, history: before.history } : {});
  const chat = new Chat(ports);
  chats.push(chat);
  await chat.start();
  const until = async <T>(call: Promise<T>): Promise<T> => {
    // Once for each address that may be tried.
    for (let turn = 0; turn < 3; turn += 1) await settle();
    return call;
  };
  return {
    ...{ chat, hub, ports },
    join: (address: string): Promise<Outcome> => until(chat.join(address)),
    open: (): Promise<Outcome> => until(chat.openHub(HUB_ID)),
    trust: () => chat.state().hub?.trust,
    kept: () => ports.store.hubs.find(({ id }) => id === HUB_ID),
    /** The last connection, with what was sent over it. */
    last: () => hub.network.sockets.at(-1),
    dialled: () => hub.network.sockets.map(({ url }) => url),
  };
}

/** After a restart of the app. */
const again = async ({ chat, hub, ports }: Awaited<ReturnType<typeof setUp>>) => {
  await chat.close();
  hub.network.sockets.splice(0);
  return setUp(hub, ports);
};

const connected: Outcome = { ok: true, value: null };

describe('the first time', () => {
  it('an invite brings the key: verified', async () => {
    const { join, trust, kept, last } = await setUp();
    expect(await join(INVITE)).toEqual(connected);
    expect([trust(), kept()?.trust, last()?.pin]).toEqual(['verified', 'verified', HUB_ID]);
  });

  it('a typed address takes the key that answers: unverified, and kept', async () => {
    const { join, trust, kept, last } = await setUp();
    expect(await join(ADDRESS)).toEqual(connected);
    expect([trust(), kept()?.trust, last()?.pin]).toEqual(['unverified', 'unverified', undefined]);
    expect(kept()?.urls).toEqual(['wss://192.168.1.20:8080/ws']);
  });

  it('ws:// is not encrypted, unless it is this computer', async () => {
    const far = await setUp();
    await far.join(`ws://${ADDRESS}:8080`);
    expect([far.trust(), far.kept()?.trust]).toEqual(['plain', 'plain']);
    const near = await setUp();
    await near.join('ws://127.0.0.1:8080');
    expect(near.trust()).toBe('local');
  });

  it('a certificate that the system trusts says who it is', async () => {
    const hub = new MemoryHub();
    hub.key = OTHER;
    hub.trusted = true;
    const { join, trust } = await setUp(hub);
    expect(await join('chat.example')).toEqual(connected);
    expect(trust()).toBe('certificate');
  });

  it('such a certificate says nothing of the key that an invite brings: nothing is sent', async () => {
    const hub = new MemoryHub();
    hub.key = OTHER;
    hub.trusted = true;
    const { join, last, kept } = await setUp(hub);
    const outcome = await join(`${INVITE}&s=${'S'.repeat(22)}`);
    expect(outcome).toMatchObject({ ok: false, problem: { code: 'wrong_hub', params: { seen: OTHER, expected: HUB_ID } } });
    expect([last()?.sent, kept()]).toEqual([[], undefined]);
  });

  it('an invite asks for its key by TLS, however it is spelt', async () => {
    const { join, trust, dialled } = await setUp();
    expect(await join(`ws://${ADDRESS}:8080/#k=${HUB_ID}`)).toEqual(connected);
    expect([trust(), dialled()]).toEqual(['verified', [`wss://${ADDRESS}:8080/ws`]]);
  });

  it('somebody who passes on the hello of another hub is told nothing', async () => {
    const hub = new MemoryHub();
    hub.key = OTHER;
    const { join, last, chat, kept } = await setUp(hub);
    expect(await join(ADDRESS)).toMatchObject({ ok: false, problem: { code: 'intercepted', params: { seen: OTHER } } });
    expect([last()?.sent, chat.state().hub, kept()]).toEqual([[], null, undefined]);
  });

  it('an invite to another hub is told nothing', async () => {
    const { join, last } = await setUp();
    const outcome = await join(`https://${ADDRESS}:8080/#k=${OTHER}`);
    expect(outcome).toMatchObject({ ok: false, problem: { code: 'wrong_hub', params: { seen: HUB_ID, expected: OTHER } } });
    expect(last()?.sent).toEqual([]);
  });
});

describe('comparing the key', () => {
  it('makes it verified, also after a restart', async () => {
    const first = await setUp();
    await first.join(ADDRESS);
    expect(await first.chat.verifyHub(HUB_ID)).toEqual(connected);
    expect([first.trust(), first.kept()?.trust]).toEqual(['verified', 'verified']);
    const second = await again(first);
    await second.open();
    expect([second.trust(), second.kept()?.trust]).toEqual(['verified', 'verified']);
  });

  it('is done by an invite to the same hub as well, and not undone by its address', async () => {
    const first = await setUp();
    await first.join(ADDRESS);
    await first.join(INVITE);
    expect(first.trust()).toBe('verified');
    await first.join(ADDRESS);
    expect([first.trust(), first.kept()?.trust]).toEqual(['verified', 'verified']);
  });

  it('counts for the hub that is on screen, and where it is in question', async () => {
    const { chat, join, trust } = await setUp();
    expect((await chat.verifyHub(HUB_ID)).ok).toBe(false);
    await join(`ws://${ADDRESS}:8080`);
    expect((await chat.verifyHub(HUB_ID)).ok).toBe(false);
    await join(ADDRESS);
    expect((await chat.verifyHub(OTHER)).ok).toBe(false);
    expect(trust()).not.toBe('verified');
  });

  it('says when it could not be kept, and stays unverified', async () => {
    const { chat, join, trust, ports } = await setUp();
    await join(ADDRESS);
    ports.store.broken = true;
    expect(await chat.verifyHub(HUB_ID)).toMatchObject({ ok: false, problem: { code: 'storage_failed' } });
    expect(trust()).toBe('unverified');
  });
});

describe('another key than before', () => {
  const changed = { code: 'hub_changed', params: { seen: OTHER, expected: HUB_ID } };

  /** Joined before; now another key answers at the same address. */
  async function known(address = ADDRESS) {
    const first = await setUp();
    await first.join(address);
    const second = await again(first);
    second.hub.key = second.hub.id = OTHER;
    return second;
  }

  it.each([ADDRESS, INVITE])('is a hard stop: nothing is sent, nothing is tried again (%s)', async (address) => {
    const all = await known(address);
    await all.open();
    const { connection } = all.chat.state().hub ?? {};
    expect(connection).toMatchObject({ phase: 'closed', problem: changed });
    expect(all.last()).toMatchObject({ sent: [], pin: HUB_ID });
    await all.ports.clock.advance(600_000);
    expect(all.dialled()).toHaveLength(1);
  });

  it('is one by a typed address as well, and stays on screen until somebody has read it', async () => {
    const all = await known();
    expect(await all.join(ADDRESS)).toMatchObject({ ok: false, problem: changed });
    expect(all.last()).toMatchObject({ sent: [], pin: HUB_ID });
    expect(all.chat.state().hub?.connection).toMatchObject({ phase: 'closed', problem: changed });
    await all.chat.leaveHub();
    expect(all.chat.state().hub).toBeNull();
  });

  it('is one for a hub that claims to be the old one over another key', async () => {
    const all = await known();
    all.hub.id = HUB_ID;
    await all.open();
    expect(all.chat.state().hub?.connection).toMatchObject({ phase: 'closed', problem: changed });
    expect(all.last()?.sent).toEqual([]);
  });

  it('is one in the middle of a visit too', async () => {
    const all = await setUp();
    await all.join(ADDRESS);
    all.hub.key = all.hub.id = OTHER;
    all.hub.cut();
    await all.ports.clock.advance(1_000);
    expect(all.chat.state().hub?.connection).toMatchObject({ phase: 'closed', problem: changed });
    expect(all.last()).toMatchObject({ sent: [], pin: HUB_ID });
  });

  it('does not become plain because of it', async () => {
    const all = await known(`https://${ADDRESS}:8080/`);
    // A file of before lists plain addresses; whoever answers there with another key is not asked without TLS.
    all.ports.store.hubs = all.ports.store.hubs.map((hub) => ({ ...hub, urls: [`ws://${ADDRESS}:8080/ws`] }));
    await all.open();
    expect(all.dialled()).toEqual([`wss://${ADDRESS}:8080/ws`]);
  });

  it('can be joined after the old one was forgotten', async () => {
    const all = await known();
    await all.join(ADDRESS);
    expect(await all.chat.forgetHub(HUB_ID)).toEqual(connected);
    expect(all.chat.state()).toMatchObject({ hub: null, hubs: [] });
    expect(await all.join(ADDRESS)).toEqual(connected);
    expect(all.chat.state().hub).toMatchObject({ id: OTHER, trust: 'unverified' });
  });

  it('can be joined by its own invite at once', async () => {
    const all = await known();
    expect(await all.join(`https://${ADDRESS}:8080/#k=${OTHER}`)).toEqual(connected);
    expect(all.chat.state().hub).toMatchObject({ id: OTHER, trust: 'verified' });
  });

  it('at another address of the hub is somebody else: the next one is tried', async () => {
    const first = await setUp();
    await first.join(`https://${ADDRESS}:8080/#a=10.0.0.5&k=${HUB_ID}`);
    await first.chat.close();
    const { network } = first.hub;
    const dial: typeof network.dial = (url, events, options) => {
      first.hub.key = first.hub.id = url.includes(ADDRESS) ? OTHER : HUB_ID;
      return network.dial(url, events, options);
    };
    const ports = memoryPorts(dial, { store: first.ports.store, history: first.ports.history });
    const chat = new Chat(ports);
    chats.push(chat);
    await chat.start();
    await chat.openHub(HUB_ID);
    for (let turn = 0; turn < 3; turn += 1) await settle();
    expect(chat.state().hub?.connection.phase).toBe('ready');
    expect(chat.state().hub?.trust).toBe('verified');
  });
});

describe('a hub of the time before TLS', () => {
  async function old() {
    const hub = new MemoryHub();
    const first = await setUp(hub);
    await first.join(ADDRESS);
    await first.chat.close();
    first.ports.store.hubs = first.ports.store.hubs.map((known) => ({
      ...known,
      trust: 'unverified',
      urls: [`ws://${ADDRESS}:8080/ws`],
    }));
    return again(first);
  }

  it('is dialled with TLS and its key, and never without again', async () => {
    const all = await old();
    await all.open();
    expect(all.dialled()).toEqual([`wss://${ADDRESS}:8080/ws`]);
    expect(all.last()?.pin).toBe(HUB_ID);
    expect([all.trust(), all.kept()?.urls]).toEqual(['unverified', [`wss://${ADDRESS}:8080/ws`]]);
    all.hub.old = true;
    all.hub.cut();
    await all.ports.clock.advance(5_000);
    expect(new Set(all.dialled())).toEqual(new Set([`wss://${ADDRESS}:8080/ws`]));
    expect(all.chat.state().hub?.connection).toMatchObject({ phase: 'waiting', problem: { code: 'tls_failed' } });
  });

  it('is found without while it knows no TLS yet, and says so', async () => {
    const all = await old();
    all.hub.old = true;
    await all.open();
    expect(all.dialled()).toEqual([`wss://${ADDRESS}:8080/ws`, `ws://${ADDRESS}:8080/ws`]);
    expect(all.trust()).toBe('plain');
    // And is asked for TLS the next time again.
    expect(all.kept()).toMatchObject({ trust: 'unverified', urls: [`ws://${ADDRESS}:8080/ws`] });
  });
});

describe('an id is public', () => {
  const FAR = '192.0.2.66:8080';

  /** Known by its key; from now on somebody else answers, who says the same. */
  async function known(address: string) {
    const all = await setUp();
    await all.join(address);
    await all.chat.leaveHub();
    all.hub.network.sockets.splice(0);
    all.hub.key = OTHER;
    return { ...all, before: all.kept() };
  }

  const refused = { ok: false, problem: { code: 'hub_changed', params: { expected: HUB_ID } } };

  it.each([
    ['verified', 'without TLS', INVITE, `ws://${FAR}`, false],
    ['verified', 'on this computer', INVITE, 'ws://127.0.0.1:8080', false],
    ['verified', 'with a certificate of its own name', INVITE, FAR, true],
    ['verified', 'with a certificate for the same address', INVITE, ADDRESS, true],
    ['unverified', 'without TLS', ADDRESS, `ws://${FAR}`, false],
    ['unverified', 'with a certificate of its own name', ADDRESS, FAR, true],
  ])('who claims that of a %s hub %s hears nothing, and changes nothing', async (trust, _how, first, then, trusted) => {
    const all = await known(first);
    expect(all.before?.trust).toBe(trust);
    all.hub.trusted = trusted;
    expect(await all.join(then)).toMatchObject(refused);
    expect(all.dialled()).toHaveLength(1);
    expect([all.last()?.sent, all.kept()]).toEqual([[], all.before]);
  });

  it('a certificate in the place of a known key is a hard stop', async () => {
    const all = await known(INVITE);
    all.hub.trusted = true;
    await all.open();
    expect(all.chat.state().hub?.connection).toMatchObject({ phase: 'closed', problem: refused.problem });
    expect(all.last()?.sent).toEqual([]);
  });

  it('the hub itself is let in at an address that nobody knew', async () => {
    const all = await known(INVITE);
    all.hub.key = HUB_ID;
    expect(await all.join(FAR)).toEqual(connected);
    expect([all.trust(), all.kept()?.trust, all.kept()?.urls]).toEqual(['verified', 'verified', [`wss://${FAR}/ws`]]);
  });
});

describe('a hub that is known by a certificate', () => {
  const NAME = 'chat.example';

  async function known() {
    const hub = new MemoryHub();
    hub.key = OTHER;
    hub.trusted = true;
    const all = await setUp(hub);
    await all.join(NAME);
    return all;
  }

  it('is joined again at its name by any key that has one: by hand, from the list, and after a cut', async () => {
    const all = await known();
    all.hub.key = 'y'.repeat(43);
    all.hub.cut();
    await all.ports.clock.advance(1_000);
    expect(all.chat.state().hub?.connection.phase).toBe('ready');
    expect(await all.join(NAME)).toEqual(connected);
    const later = await again(all);
    await later.open();
    expect([later.trust(), later.chat.state().hub?.connection.phase]).toEqual(['certificate', 'ready']);
  });

  it.each(['other.example', 'ws://192.0.2.66:8080'])('is bound to that name: %s', async (address) => {
    const all = await known();
    await all.chat.leaveHub();
    const before = all.kept();
    expect(await all.join(address)).toMatchObject({ ok: false, problem: { code: 'hub_changed' } });
    expect([all.last()?.sent, all.kept()]).toEqual([[], before]);
  });

  it('is not joined there without one', async () => {
    const all = await known();
    const later = await again(all);
    later.hub.trusted = false;
    await later.open();
    expect(later.chat.state().hub?.connection).toMatchObject({ phase: 'closed', problem: { code: 'hub_changed' } });
    expect(later.last()?.sent).toEqual([]);
  });

  it('is known by its key once that was seen', async () => {
    const all = await known();
    all.hub.key = HUB_ID;
    expect(await all.join(INVITE)).toEqual(connected);
    expect(all.kept()).toMatchObject({ trust: 'verified', urls: [`wss://${ADDRESS}:8080/ws`] });
    all.hub.key = OTHER;
    expect(await all.join(NAME)).toMatchObject({ ok: false, problem: { code: 'hub_changed' } });
  });
});

it('a hub that was reached by TLS is not asked without it, also where somebody types ws://', async () => {
  const all = await setUp();
  await all.join(INVITE);
  expect(await all.join(`ws://${ADDRESS}:8080`)).toEqual(connected);
  expect([all.trust(), all.last()?.url, all.last()?.pin]).toEqual(['verified', `wss://${ADDRESS}:8080/ws`, HUB_ID]);
  expect(all.kept()).toMatchObject({ trust: 'verified', urls: [`wss://${ADDRESS}:8080/ws`] });
});

it('a certificate around a known key makes no less of it', async () => {
  const all = await setUp();
  await all.join(ADDRESS);
  all.hub.trusted = true;
  await all.join(ADDRESS);
  expect(all.kept()?.trust).toBe('unverified');
  expect(trustToKeep('verified', 'unverified')).toBe('verified');
  expect(trustToKeep('certificate', 'plain')).toBe('certificate');
});

it('a pin is compared once more over what the hub says, whatever the socket let through', () => {
  const line = { url: 'wss://chat.example:8080/ws', channel: { kind: 'tls', pin: OTHER, trusted: true } as const };
  expect(objection(hubHello(), line, { hubId: HUB_ID })).toMatchObject({ code: 'wrong_hub', params: { seen: OTHER } });
  expect(objection(hubHello(), line, { hubId: HUB_ID, certified: 'other.example' })).toMatchObject({ code: 'wrong_hub' });
  expect(objection(hubHello(), line, { hubId: HUB_ID, certified: 'chat.example' })).toBeNull();
  expect(objection(hubHello(), line, {})).toBeNull();
});

describe('trustOf', () => {
  const far = 'wss://192.168.1.20:8080/ws';
  const near = 'ws://127.0.0.1:8080/ws';
  const own: Channel = { kind: 'tls', pin: HUB_ID, trusted: false };
  it.each<[Channel, string, boolean, string]>([
    [own, far, true, 'verified'],
    [own, far, false, 'unverified'],
    [{ ...own, trusted: true }, far, true, 'verified'],
    [{ ...own, trusted: true }, far, false, 'certificate'],
    // The hub was vouched for, the key before it was not.
    [{ kind: 'tls', pin: OTHER, trusted: true }, far, true, 'certificate'],
    [{ kind: 'plain' }, far, true, 'plain'],
    [{ kind: 'plain' }, near, true, 'local'],
    [{ kind: 'page', encrypted: true }, far, true, 'page'],
    [{ kind: 'page', encrypted: false }, far, true, 'plain'],
    [{ kind: 'page', encrypted: true }, near, true, 'local'],
  ])('%j at %s, vouched for: %s: %s', (channel, url, vouched, trust) => {
    expect(trustOf(channel, url, HUB_ID, vouched)).toBe(trust);
  });
});

describe('urlsOf', () => {
  const known = (trust: KnownHub['trust'], ...urls: string[]): KnownHub => ({
    ...{ id: HUB_ID, name: '', label: '', lastUsed: 0, defaultRoom: null, me: null, rooms: [] },
    ...{ trust, urls },
  });
  it.each<[KnownHub['trust'], string[], string[]]>([
    ['verified', ['ws://a/ws', 'wss://b/ws'], ['wss://a/ws', 'wss://b/ws']],
    ['certificate', ['ws://a/ws'], ['wss://a/ws']],
    ['unverified', ['ws://a/ws', 'ws://b/ws'], ['wss://a/ws', 'wss://b/ws', 'ws://a/ws', 'ws://b/ws']],
    ['unverified', ['wss://a/ws'], ['wss://a/ws']],
    ['plain', ['ws://a/ws'], ['ws://a/ws']],
    ['local', ['ws://a/ws'], ['ws://a/ws']],
  ])('%s: %j is dialled as %j', (trust, urls, dialled) => {
    expect(urlsOf(known(trust, ...urls))).toEqual(dialled);
  });
});
