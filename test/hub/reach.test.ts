/** Where others find a hub: asked by those who may invite, and told when it changes. */
import { describe, expect, it } from 'vitest';
import type { HubEvent } from '../../src/shared/ipc/hub-process';
import type { HubFrame, HubFrameOf } from '../../src/shared/protocol';
import type { InterfaceAddress } from '../../src/shared/reach';
import { cast } from '../helpers/cast';
import { HubClock } from '../helpers/hub-clock';

const at = (host: string): InterfaceAddress => ({ name: 'eth0', host, internal: false });
const isReach = (frame: HubFrame): frame is HubFrameOf<'reach'> => frame.type === 'reach';

describe('reach', () => {
  it('says to hosts and moderators where the hub is, and to nobody else', async () => {
    const { hub, host, moderator, member, guest } = await cast({ addresses: () => [at('10.0.0.5')], guests: 'plain' });
    for (const one of [host, moderator])
      expect(await one.say({ type: 'reach' })).toMatchObject({
        ...{ type: 'reach', addresses: [at('10.0.0.5')], port: hub.port, guests: 'plain', fingerprint: hub.fingerprint },
      });
    for (const one of [member, guest]) expect(await one.say({ type: 'reach' })).toMatchObject({ code: 'not_allowed' });
  });

  it('is fresh whenever it is asked', async () => {
    let now = [at('10.0.0.5')];
    const { host } = await cast({ addresses: () => now });
    now = [at('10.0.0.9')];
    expect(await host.say({ type: 'reach' })).toMatchObject({ addresses: [at('10.0.0.9')] });
  });

  it('is told anew to hosts and moderators, and to whoever runs the hub, once the addresses change', async () => {
    const clock = new HubClock();
    let now = [at('10.0.0.5')];
    const events: HubEvent[] = [];
    const options = { addresses: () => now, clock, limits: { heartbeat: 0 }, onEvent: (event: HubEvent) => events.push(event) };
    const { hub, host, moderator, member } = await cast(options);
    clock.advance(60_000);
    expect(events.filter(({ event }) => event === 'addresses')).toEqual([]);
    now = [at('192.168.7.7'), at('10.0.0.5')];
    clock.advance(60_000);
    expect(events.filter(({ event }) => event === 'addresses')).toEqual([{ event: 'addresses', addresses: now }]);
    for (const one of [host, moderator]) {
      const [told, ...more] = await one.until('new addresses', () => {
        const found = one.frames.filter(isReach);
        return found.length > 0 ? found : null;
      });
      expect(told).toEqual({ type: 'reach', addresses: now, port: hub.port, guests: 'encrypted', fingerprint: hub.fingerprint });
      expect(more).toEqual([]);
    }
    await member.say({ type: 'reach' });
    expect(member.frames.filter(isReach)).toEqual([]);
    await hub.stop();
    expect(clock.waiting).toBe(0);
  });
});
