/** R3: a client that is killed at any moment after Enter loses nothing that it had accepted, and sends nothing twice. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { BuiltDevice, buildDevice } from '../helpers/built-device';
import { buildHub, startBuiltHub, type BuiltHub } from '../helpers/built-hub';
import { cleanUp, tempDir } from '../helpers/hub';
import { long, type SeededRandom } from '../helpers/random';
import { roomEntries } from '../helpers/room-file';
import { seeded } from '../helpers/seeded';

buildHub();
buildDevice();

const POINTS = long ? 1_000 : 200;

/** At the same time, each with a data folder of its own. */
const PEOPLE = 4;

/** One person's device over all its lives. */
class Victim {
  readonly accepted: string[] = [];
  #written = 0;

  constructor(
    readonly name: string,
    readonly folder: string,
    readonly url: string,
    readonly random: SeededRandom,
  ) {}

  /** One life, which ends by a kill. */
  async live(): Promise<void> {
    const { random } = this;
    const device = new BuiltDevice(this.folder, this.url);
    // What waits from before is sent in these moments.
    if (random.fraction() < 0.2) await sleep(random.between(0, 250));
    else await device.said('ready');
    for (let n = random.between(1, 6); n > 0; n -= 1) device.write(this.#next());
    const stage = random.between(0, 3);
    if (stage < 3) await device.said('accepted');
    if (stage === 1) await sleep(random.fraction() * 5);
    if (stage === 2) await sleep(random.fraction() * 80);
    if (stage === 3) await sleep(random.fraction() * 20);
    await device.kill();
    this.accepted.push(...device.accepted);
  }

  /** A life without a kill. */
  async settle(): Promise<void> {
    const device = new BuiltDevice(this.folder, this.url);
    device.write(this.#next());
    await device.drain();
    this.accepted.push(...device.accepted);
  }

  #next(): string {
    return `${this.name} ${String((this.#written += 1))}`;
  }
}

/** Entries as the device keeps them. */
async function historyOf(folder: string): Promise<unknown> {
  const [hub = ''] = await readdir(join(folder, 'history'));
  const files = (await readdir(join(folder, 'history', hub))).filter((name) => /^r[\w-]+\.json$/.test(name));
  expect(files).toHaveLength(1);
  return JSON.parse(await readFile(join(folder, 'history', hub, files[0] as string), 'utf8')) as unknown;
}

it(`R3: ${String(POINTS)} kills after Enter, with the hub there or away`, { timeout: long ? 3_600_000 : 400_000 }, async () => {
  const random = seeded();
  const about = `seed ${String(random.seed)}`;
  const dataDir = await tempDir();
  let hub: BuiltHub = await startBuiltHub(dataDir);
  const { port, ws } = hub;
  const victims = await Promise.all(
    Array.from({ length: PEOPLE }, async (_, n) => new Victim(`v${String(n)}`, await tempDir(), ws, random)),
  );
  await Promise.all(victims.map((victim) => victim.settle()));
  let points = 0;
  let away = 0;
  let isAway = false;
  let over = false;
  const hubComesAndGoes = async (): Promise<void> => {
    while (!over) {
      await sleep(random.between(200, 1_500));
      await hub.end(random.fraction() < 0.5 ? 'SIGKILL' : 'SIGTERM');
      isAway = true;
      await sleep(random.between(200, 1_500));
      hub = await startBuiltHub(dataDir, port);
      isAway = false;
    }
  };
  const hubLife = hubComesAndGoes();
  cleanUp(async () => {
    over = true;
    await hubLife;
    await hub.end('SIGKILL');
  });
  await Promise.all(
    victims.map(async (victim) => {
      while (points < POINTS) {
        points += 1;
        await victim.live();
        if (isAway) away += 1;
      }
    }),
  );
  over = true;
  await hubLife;
  await Promise.all(victims.map((victim) => victim.settle()));
  // Once more: what the last one wrote reaches the others, and nobody has anything left to send.
  await Promise.all(victims.map((victim) => victim.settle()));
  expect(await hub.end('SIGTERM'), hub.log().slice(-500)).toBe(0);

  const log = await roomEntries(dataDir);
  expect(new Set(log.map(({ author, id }) => `${author.id} ${id}`)).size, about).toBe(log.length);
  for (const { name, folder, accepted } of victims) {
    const kept = log.flatMap(({ text }) => (text?.startsWith(`${name} `) ? [text] : []));
    expect(new Set(kept).size, about).toBe(kept.length);
    expect(kept, about).toEqual(kept.toSorted((a, b) => Number(a.split(' ')[1]) - Number(b.split(' ')[1])));
    expect(
      accepted.filter((text) => !kept.includes(text)),
      about,
    ).toEqual([]);
    const history = (await historyOf(folder)) as { seq: number }[];
    expect(history, about).toEqual(log.slice(0, history.length));
  }
  const accepted = victims.reduce((sum, victim) => sum + victim.accepted.length, 0);
  expect(away, about).toBeGreaterThan(POINTS / 20);
  expect(accepted, about).toBeGreaterThan(POINTS);
  console.log(
    `${String(points)} kills, ${String(away)} while the hub was away, ${String(accepted)} messages accepted, 0 lost, 0 doubled; ${about}`,
  );
});
