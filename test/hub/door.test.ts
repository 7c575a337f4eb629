/** Who waits at the door, and who gives way. */
import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import fc from 'fast-check';
import { beforeEach, expect, it } from 'vitest';
import { AddressLog } from '../../src/hub/address-log';
import { Counters } from '../../src/hub/counters';
import { Door } from '../../src/hub/door';
import { Log } from '../../src/hub/log';
import { limits } from '../../src/shared/protocol';
import { HubClock } from '../helpers/hub-clock';

let clock: HubClock;
let codes: unknown[];
let port: number;
beforeEach(() => {
  clock = new HubClock();
  codes = [];
  port = 1_000;
});

class FakeSocket extends EventEmitter {
  destroyed = false;
  constructor(
    readonly remoteAddress: string,
    readonly remotePort: number,
  ) {
    super();
  }
  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.emit('close');
  }
}

const from = (address: string): FakeSocket & Socket => new FakeSocket(address, (port += 1)) as FakeSocket & Socket;

function doorOf(sockets: number, unauthenticated: number): Door {
  const log = new Log((line) => codes.push((JSON.parse(line) as { code: unknown }).code), clock);
  return new Door({ sockets, unauthenticated }, new AddressLog(log, { ...limits, logLines: 0 }, clock), clock, new Counters());
}

function enter(door: Door, address: string): FakeSocket & Socket {
  const socket = from(address);
  expect(door.opened(socket)).toBe(!socket.destroyed);
  return socket;
}

it('holds so many of one address until they are WebSocket connections, or gone', () => {
  const door = doorOf(2, 0);
  const [one, two] = [enter(door, '10.0.0.1'), enter(door, '10.0.0.1')];
  expect(enter(door, '10.0.0.1').destroyed).toBe(true);
  expect(enter(door, '::ffff:10.0.0.1').destroyed).toBe(true);
  expect(enter(door, '10.0.0.2').destroyed).toBe(false);
  door.upgraded(one);
  door.upgraded(one);
  expect(enter(door, '10.0.0.1').destroyed).toBe(false);
  expect(enter(door, '10.0.0.1').destroyed).toBe(true);
  two.destroy();
  expect(enter(door, '10.0.0.1').destroyed).toBe(false);
  expect(new Set(codes)).toEqual(new Set(['too_many_sockets']));
});

it('counts an IPv6 network as one', () => {
  const door = doorOf(2, 0);
  for (const host of ['a', 'b']) expect(enter(door, `2001:db8:1:2::${host}`).destroyed).toBe(false);
  expect(enter(door, '2001:db8:1:2::c').destroyed).toBe(true);
  expect(enter(door, '2001:db8:1:3::a').destroyed).toBe(false);
});

it('gives up the oldest of the address that has most', () => {
  const door = doorOf(0, 4);
  const lone = enter(door, '10.0.0.9');
  const [oldest, middle, newest] = [enter(door, '10.0.0.1'), enter(door, '10.0.0.1'), enter(door, '10.0.0.1')];
  door.upgraded(oldest);
  const late = enter(door, '10.0.0.2');
  expect([oldest, middle, newest, lone, late].map(({ destroyed }) => destroyed)).toEqual([true, false, false, false, false]);
  expect(codes).toEqual(['gave_way']);
});

it('lets those of a crowd finish, and no one of it stay', () => {
  const door = doorOf(0, 3);
  const crowd = ['10.0.0.1', '10.0.0.2', '10.0.0.3'].map((address) => enter(door, address));
  expect(enter(door, '10.0.0.4').destroyed).toBe(true);
  door.admitted(crowd[1] as Socket);
  expect(enter(door, '10.0.0.5').destroyed).toBe(false);
  clock.advance(600);
  expect(enter(door, '10.0.0.6').destroyed).toBe(false);
  expect(crowd.map(({ destroyed }) => destroyed)).toEqual([true, false, false]);
});

it('counts for whom a proxy on this machine asks, and not the proxy', () => {
  const door = doorOf(2, 0);
  const through = (address: string): FakeSocket & Socket => {
    const socket = enter(door, '127.0.0.1');
    expect(door.asked(socket, address)).toBe(!socket.destroyed);
    return socket;
  };
  for (const address of ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4']) expect(through(address).destroyed).toBe(false);
  expect([through('10.0.0.1').destroyed, through('10.0.0.1').destroyed]).toEqual([false, true]);
  // A connection that a proxy keeps asks for one after the other.
  const kept = through('10.0.0.5');
  for (const address of ['10.0.0.6', '10.0.0.6', '10.0.0.7']) expect(door.asked(kept, address)).toBe(true);
  expect([through('10.0.0.6'), through('10.0.0.6')].map(({ destroyed }) => destroyed)).toEqual([false, false]);
  kept.destroy();
  // It is no way in for other machines: those ask for themselves.
  const [one, two] = [enter(door, '10.0.1.1'), enter(door, '10.0.1.1')];
  expect(door.asked(one, '10.0.1.1') && door.asked(two, '10.0.1.1')).toBe(true);
  expect(enter(door, '10.0.1.1').destroyed).toBe(true);
});

it('gives up, behind a proxy, the oldest of who has most there', () => {
  const door = doorOf(0, 4);
  const through = (address: string): FakeSocket & Socket => {
    const socket = enter(door, '127.0.0.1');
    expect(door.asked(socket, address)).toBe(true);
    door.upgraded(socket);
    return socket;
  };
  const lone = through('10.0.0.1');
  const crowd = [through('10.0.0.9'), through('10.0.0.9'), through('10.0.0.9')];
  const late = through('10.0.0.2');
  expect([lone, ...crowd, late].map(({ destroyed }) => destroyed)).toEqual([false, true, false, false, false]);
});

it('knows a socket by the TLS socket on it', () => {
  const door = doorOf(0, 1);
  const socket = enter(door, '10.0.0.1');
  const secured = { remoteAddress: socket.remoteAddress, remotePort: socket.remotePort } as Socket;
  expect(door.accepted(secured)).toBe(socket);
  door.admitted(secured);
  expect(door.accepted(secured)).toBeUndefined();
  expect(enter(door, '10.0.0.1').destroyed).toBe(false);
  expect(socket.destroyed).toBe(false);
});

it('does not count who is answered as somebody who was let in, and counts them again afterwards', () => {
  const door = doorOf(2, 0);
  const first = enter(door, '10.0.0.1');
  const back = door.lent(first);
  const others = [enter(door, '10.0.0.1'), enter(door, '10.0.0.1')];
  expect(others.map(({ destroyed }) => destroyed)).toEqual([false, false]);
  back();
  expect(first.destroyed).toBe(true);
  others[0]?.destroy();
  const [next] = others.slice(1);
  const again = door.lent(next as Socket);
  again();
  again();
  expect(next?.destroyed).toBe(false);
  expect([enter(door, '10.0.0.1').destroyed, enter(door, '10.0.0.1').destroyed]).toEqual([false, true]);
  // One that ended meanwhile takes no place.
  const gone = door.lent(next as Socket);
  next?.destroy();
  gone();
  expect([enter(door, '10.0.0.1').destroyed, enter(door, '10.0.0.1').destroyed]).toEqual([false, true]);
});

it('forgets a socket whose address and port are in use again before its end was told', () => {
  const door = doorOf(2, 0);
  const [old, next] = [7, 7].map((same) => new FakeSocket('10.0.0.1', same) as FakeSocket & Socket);
  for (const socket of [old, next]) expect(door.opened(socket as Socket)).toBe(true);
  old?.destroy();
  expect(door.accepted(next as Socket)).toBe(next);
  expect(enter(door, '10.0.0.1').destroyed).toBe(false);
  next?.destroy();
  expect(enter(door, '10.0.0.1').destroyed).toBe(false);
  expect(enter(door, '10.0.0.1').destroyed).toBe(true);
});

it('ends all that wait when it closes, and none that was admitted', () => {
  const door = doorOf(0, 0);
  const [one, two] = [enter(door, '10.0.0.1'), enter(door, '10.0.0.1')];
  door.admitted(one);
  door.close();
  expect([one.destroyed, two.destroyed]).toEqual([false, true]);
});

it('never holds more than it may, and never forgets one', () => {
  const step = fc.record({
    what: fc.constantFrom('open', 'upgrade', 'admit', 'close', 'wait'),
    who: fc.nat(40),
    address: fc.nat(5),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const door = doorOf(6, 10);
      const sockets: (FakeSocket & Socket)[] = [];
      for (const { what, who, address } of steps) {
        const one = sockets[who];
        if (what === 'open') sockets.push(enter(door, `10.0.0.${String(address)}`));
        else if (what === 'wait') clock.advance(100);
        else if (one && what === 'upgrade') door.upgraded(one);
        else if (one && what === 'admit') door.admitted(one);
        else one?.destroy();
        const waiting = sockets.filter((socket) => door.accepted(socket) === socket);
        expect(waiting.length).toBeLessThanOrEqual(10);
        expect(waiting.every(({ destroyed }) => !destroyed)).toBe(true);
      }
      door.close();
      expect(sockets.filter((socket) => door.accepted(socket))).toEqual([]);
    }),
  );
});
