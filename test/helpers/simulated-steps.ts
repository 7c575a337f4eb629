/** What may happen in a simulation, as data that fast-check makes and shrinks. */
import fc from 'fast-check';
import type { HubEnd } from './simulated-hub';
import type { AppEnd } from './simulated-person';

/** What is done to the connections of one person, or of the script. */
export type LinkChange = 'cut' | 'lose up' | 'lose down' | 'lose both' | 'stick up' | 'stick down' | 'stick both' | 'flow';

/** One thing that happens. Rooms are numbers in the order in which the person's app lists them. */
export type Step =
  | { do: 'wait'; ms: number }
  | { do: 'write'; who: number; room: number; count: number }
  | { do: 'room'; who: number; room: number; act: 'create' | 'join' | 'leave' }
  | { do: 'link'; who: number; change: LinkChange }
  /** One reads nothing for a while, in which all others write. */
  | { do: 'crowd'; who: number; room: number; count: number; ms: number }
  | { do: 'hub'; end: HubEnd; down: number }
  | { do: 'app'; who: number; end: AppEnd; down: number }
  | { do: 'offline'; who: number; ms: number }
  | { do: 'poke'; who: number; act: 'wake' | 'retry' | 'scroll' }
  | { do: 'date'; who: number; ms: number }
  | { do: 'disk'; who: number; ms: number }
  | { do: 'script'; act: 'join' | 'leave' | 'write' };

/** A whole run. */
export interface Schedule {
  /** Decides delays, what a power cut leaves, and everything else that nobody chose. */
  noise: number;
  /** Devices: 2 to 4. */
  devices: number;
  /** The last device belongs to the first person. */
  twin: boolean;
  /** Budgets, pages and buffers so small that everybody runs into them. */
  tight: boolean;
  steps: Step[];
}

/** Number of the hub among those who have a disk and a date; as one with connections it stands for the script. */
export const HUB = 4;

const YEARS_10 = 10 * 365 * 86_400_000;

const device = fc.nat({ max: 3 });
const room = fc.nat({ max: 3 });
const pause = fc.oneof(fc.nat({ max: 300 }), fc.nat({ max: 3_000 }), fc.nat({ max: 20_000 }));
const changes = [
  'cut',
  'lose up',
  'lose down',
  'lose both',
  'stick up',
  'stick down',
  'stick both',
  'flow',
  'flow',
  'flow',
] as const;

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      ...{ do: fc.constant('crowd' as const), who: fc.nat({ max: HUB }), room },
      ...{ count: fc.integer({ min: 1, max: 8 }), ms: fc.nat({ max: 10_000 }) },
    }),
  },
  { weight: 7, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: pause }) },
  {
    weight: 9,
    arbitrary: fc.record({ do: fc.constant('write' as const), who: device, room, count: fc.integer({ min: 1, max: 8 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('room' as const),
      who: device,
      room,
      act: fc.constantFrom('create', 'join', 'leave'),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('link' as const), who: fc.nat({ max: HUB }), change: fc.constantFrom(...changes) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('hub' as const),
      end: fc.constantFrom('stopped', 'killed', 'power cut'),
      down: pause,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('app' as const),
      who: device,
      end: fc.constantFrom('closed', 'killed', 'power cut'),
      down: pause,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('offline' as const), who: device, ms: pause }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('poke' as const), who: device, act: fc.constantFrom('wake', 'retry', 'scroll') }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('date' as const),
      who: fc.nat({ max: HUB }),
      ms: fc.integer({ min: -YEARS_10, max: YEARS_10 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('disk' as const), who: fc.nat({ max: HUB }), ms: pause }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('script' as const), act: fc.constantFrom('join', 'leave', 'write', 'write') }),
  },
);

/** Any run, up to some number of steps. */
export const schedules = (most: number): fc.Arbitrary<Schedule> =>
  fc.record({
    noise: fc.nat(),
    devices: fc.integer({ min: 2, max: 4 }),
    twin: fc.boolean(),
    tight: fc.boolean(),
    steps: fc.array(step, { maxLength: most, size: 'max' }),
  });
