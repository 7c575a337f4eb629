/** `npm run soak`: one hub under everything that a day brings, for as long as one likes, and whether it is still what it was at the end. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SeededRandom } from '../helpers/random';
import { startSoakHub, type SoakHub } from './hub';
import { Lobby } from './lobby';
import { Round } from './round';
import { trends, type Sample, type Trend } from './verdict';

/** What a soak is run with. */
export interface SoakOptions {
  minutes: number;
  /** All together, in the lobby and in the room of the round. */
  members: number;
  seed: number | undefined;
}

/** Between two lines, ms. */
const EVERY = 10_000;
/** Length of a round, ms; longer in a run of which it would make more rooms than a hub takes. */
const ROUND = 25_000;
const ROUNDS = 500;
/** Messages a second in the room of the round, besides the probe's. */
const RATE = 20;
/** Members in the lobby, of ten. */
const IN_LOBBY = 3;

const MIB = 1024 * 1024;
const about = (value: number): string => value.toFixed(1);

/** Everything that went wrong or came about, without its history. */
interface Totals {
  acknowledged: number;
  cuts: number;
  pauses: number;
  lags: number;
  wrong: string[];
}

function sampler(hub: SoakHub, times: number[], totals: Totals, lobby: Lobby): { samples: Sample[]; stop(): Promise<void> } {
  const samples: Sample[] = [];
  const start = performance.now();
  let looking = Promise.resolve();
  const look = async (): Promise<void> => {
    const { rss, heap, descriptors, connections, rooms } = await hub.held();
    const sorted = times.splice(0).sort((a, b) => a - b);
    const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0;
    const sample = { at: (performance.now() - start) / 1_000, rss, heap, p50: at(0.5), p99: at(0.99) };
    samples.push({ ...sample, descriptors: descriptors - connections - rooms });
    const errors = hub.errors.length + totals.wrong.length + lobby.seen.wrong.length;
    console.log(
      `${sample.at.toFixed(0).padStart(6)} s  RSS ${about(rss / MIB)} MiB  heap ${about(heap / MIB)} MiB  ` +
        `descriptors ${String(descriptors)}  connections ${String(connections)}  rooms ${String(rooms)}  ` +
        `p50 ${about(sample.p50)} ms  p99 ${about(sample.p99)} ms  acknowledged ${String(totals.acknowledged)}  errors ${String(errors)}`,
    );
  };
  const timer = setInterval(() => {
    looking = looking.then(look).catch((error: unknown) => void totals.wrong.push(`sample: ${String(error)}`));
  }, EVERY);
  return {
    samples,
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}

const trendLine = ({ name, unit, first, last, bound, slope, flat }: Trend): string =>
  `${flat ? 'flat' : 'GROWS'}  ${name}: ${about(first)} ${unit} in the first third, ${about(last)} in the last, at most ${about(bound)}; ` +
  `${slope < 0 ? '' : '+'}${about(slope)} ${unit} an hour`;

function report(samples: readonly Sample[], totals: Totals, lobby: Lobby, hub: SoakHub): boolean {
  const judged = trends(samples);
  for (const trend of judged) console.log(trendLine(trend));
  const wrong = [...totals.wrong, ...lobby.seen.wrong, ...hub.errors];
  for (const line of wrong.slice(0, 20)) console.log(`WRONG  ${line}`);
  const closes = [...lobby.seen.closes].map(([code, count]) => `${String(count)} × ${String(code)}`).join(', ');
  console.log(
    `${String(totals.acknowledged)} messages acknowledged, ${String(totals.cuts)} cuts, ${String(totals.pauses)} pauses, ${String(totals.lags + lobby.seen.lags)} told to read from the log`,
  );
  console.log(
    `lobby: ${String(lobby.seen.heard)} messages heard, ${String(lobby.seen.refused)} refusals, connections ended: ${closes}`,
  );
  console.log(hub.counters);
  const fine = wrong.length === 0 && judged.every(({ flat }) => flat);
  console.log(fine ? 'The hub is what it was.' : 'The hub is not what it was.');
  return fine;
}

/** @returns whether everything was kept and stayed flat */
export async function soak({ minutes, members, seed }: SoakOptions): Promise<boolean> {
  if (process.platform !== 'linux') throw new Error('A soak reads /proc and takes many addresses of loopback: run it on Linux.');
  const random = new SeededRandom(seed);
  console.log(`seed ${String(random.seed)}, ${String(minutes)} min, ${String(members)} members`);
  const dataDir = await mkdtemp(join(tmpdir(), 'hearth-soak-'));
  const hub = await startSoakHub(dataDir);
  const totals: Totals = { acknowledged: 0, cuts: 0, pauses: 0, lags: 0, wrong: [] };
  try {
    const inLobby = Math.round((members * IN_LOBBY) / 10);
    const lobby = new Lobby(hub.ws, random, inLobby);
    const times: number[] = [];
    const watch = sampler(hub, times, totals, lobby);
    const whole = minutes * 60_000;
    const end = performance.now() + whole;
    for (let number = 1; performance.now() < end; number += 1) {
      const round = new Round({
        ...{ number, ws: hub.ws, dataDir, random, members: members - inLobby, rate: RATE },
        onDelivery: (ms) => times.push(ms),
      });
      const result = await round.run(Math.max(ROUND, whole / ROUNDS));
      totals.acknowledged += result.acknowledged;
      totals.cuts += result.cuts;
      totals.pauses += result.pauses;
      totals.lags += result.lags;
      totals.wrong.push(...result.wrong.slice(0, 10));
    }
    await watch.stop();
    lobby.stop();
    const code = await hub.stop();
    if (code !== 0) totals.wrong.push(`the hub ended with ${String(code)}`);
    return report(watch.samples, totals, lobby, hub);
  } finally {
    await hub.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
