import { describe, expect, it } from 'vitest';
import { Liveness } from '../../src/client/liveness';
import { limits } from '../../src/shared/protocol';
import { FakeClock } from '../helpers/fake-clock';

function setUp() {
  const clock = new FakeClock();
  const told: string[] = [];
  const liveness = new Liveness(clock, { ping: () => told.push('ping'), dead: () => told.push('dead') });
  liveness.start();
  return { clock, liveness, told };
}

describe('Liveness', () => {
  it('asks after a silence and gives up after another', async () => {
    const { clock, told } = setUp();
    await clock.advance(limits.clientPing - 1);
    expect(told).toEqual([]);
    await clock.advance(1);
    expect(told).toEqual(['ping']);
    await clock.advance(limits.clientPong);
    expect(told).toEqual(['ping', 'dead']);
  });

  it('gives up within 4 s of saying something that nothing answers', async () => {
    const { clock, liveness, told } = setUp();
    await clock.advance(5_000);
    liveness.spoke();
    await clock.advance(1_000);
    // What is said meanwhile puts nothing off.
    liveness.spoke();
    await clock.advance(500);
    expect(told).toEqual(['ping']);
    liveness.spoke();
    await clock.advance(2_500);
    expect(told).toEqual(['ping', 'dead']);
  });

  it('asks nothing where anything comes back, and goes on as before', async () => {
    const { clock, liveness, told } = setUp();
    liveness.spoke();
    await clock.advance(1_000);
    liveness.heard();
    await clock.advance(6_999);
    expect(told).toEqual([]);
    await clock.advance(limits.clientPing + 1);
    expect(told).toEqual(['ping']);
    liveness.heard();
    await clock.advance(limits.clientPong);
    expect(told).toEqual(['ping']);
    expect(clock.waiting).toBe(1);
  });

  it('leaves no timer behind, and none begins when it has stopped', async () => {
    const { clock, liveness, told } = setUp();
    liveness.spoke();
    liveness.stop();
    liveness.spoke();
    expect(clock.waiting).toBe(0);
    await clock.advance(60_000);
    expect(told).toEqual([]);
  });
});
