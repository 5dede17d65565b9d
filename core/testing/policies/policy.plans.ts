import type { HoursPlan, RoomPlan, ServicePlan, StaffPlan, WeeklyPlan } from '../../seed/business-plan.ts';
import { ANCHORS } from '../availability/zones.cases.ts';
import { seededBelow } from '../seeded.ts';
import { drawService } from './policy.services.ts';

/** What the policies of one tenant are drawn with. */
export interface Draw {
  random(below: number): number;
  /** True once in so many times. */
  once(inSoMany: number): boolean;
  one<T>(of: readonly T[]): T;
  between(least: number, most: number): number;
  /** At least one of them, in their order. */
  some<T>(of: readonly T[]): T[];
  /** The thing, once in so many times. */
  maybe<K extends string, T>(inSoMany: number, key: K, value: () => T): Partial<Record<K, T>>;
}

export interface Setting {
  readonly draw: Draw;
  /** YYYY-MM-DD so many days after the day around which everything is. */
  date(days: number): string;
  readonly locations: readonly string[];
  /** Everybody wants one room, at the same few times. */
  readonly isCrowded: boolean;
  readonly staff: readonly StaffPlan[];
  readonly rooms: readonly RoomPlan[];
}

/** One tenant with several policies that share people, rooms and each other's bookings. */
export interface PolicyWorld {
  readonly seed: number;
  /** Epoch milliseconds, as the product's clock shows all the time. */
  readonly now: number;
  readonly timeZone: string;
  /** YYYY-MM-DD, both included: where it is worth to look. */
  readonly days: readonly [from: string, to: string];
  readonly plan: WorldPlan;
}

export interface WorldPlan {
  readonly name: string;
  readonly slug: string;
  readonly timeZone: string;
  readonly location: { readonly name: string };
  readonly locations: readonly { readonly name: string; readonly slug: string; readonly timeZone: string }[];
  readonly travel: readonly { readonly between: readonly [string, string]; readonly minutes: number }[];
  readonly staff: readonly StaffPlan[];
  readonly rooms: readonly RoomPlan[];
  readonly services: readonly ServicePlan[];
}

export const POLICIES_A_WORLD = 5;

const DAY = 1440;
const MINUTE_MS = 60_000;
const FAR = ['America/New_York', 'Asia/Kathmandu', 'Pacific/Kiritimati', 'Europe/Berlin'];

export function drawing(seed: number): Draw {
  const random = seededBelow(seed);
  for (let index = 0; index < 5; index++) random(2); // neighbouring seeds begin alike
  const draw: Draw = {
    random,
    once: (inSoMany) => random(inSoMany) === 0,
    one: (of) => of[random(of.length)]!,
    between: (least, most) => least + random(most - least + 1),
    some(of) {
      const kept = of.filter(() => random(3) > 0);
      return kept.length > 0 ? kept : [draw.one(of)];
    },
    maybe: <K extends string, T>(inSoMany: number, key: K, value: () => T) =>
      (random(inSoMany) === 0 ? { [key]: value() } : {}) as Partial<Record<K, T>>,
  };
  return draw;
}

function hoursOf({ random, one, once, between }: Draw, locations: readonly string[]): HoursPlan[] {
  const edges = [...new Set(Array.from({ length: 2 * between(1, 3) }, () => random(DAY + 1)))].sort((a, b) => a - b);
  const spans: HoursPlan[] = one([
    [{ from: 0, to: DAY }],
    [{ from: 0, to: DAY }],
    [{ from: 540, to: 720 }, { from: 780, to: 1080 }], // prettier-ignore
    [{ from: 0, to: 300 }, { from: 1080, to: DAY }], // prettier-ignore
    Array.from({ length: edges.length >> 1 }, (_, i) => ({ from: edges[2 * i]!, to: edges[2 * i + 1]! })),
  ]);
  if (locations.length > 1 && once(2)) {
    const [first, second] = once(2) ? locations : locations.toReversed();
    const noon = between(8, 16) * 60;
    return [{ from: 0, to: noon, at: first! }, { from: noon, to: DAY, at: second! }]; // prettier-ignore
  }
  return spans.map((span) => (locations.length > 1 && once(3) ? { ...span, at: one(locations) } : span));
}

function weekOf(draw: Draw, locations: readonly string[]): WeeklyPlan {
  const [even, odd] = [hoursOf(draw, locations), hoursOf(draw, locations)];
  return [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, hours: weekday % 2 ? odd : even }));
}

/** Islands have crossed the date line and never saw some day. */
const isShown = (day: string, timeZone: string): boolean =>
  Temporal.PlainDate.from(day).toZonedDateTime(timeZone).toPlainDate().toString() === day;

function drawPerson(
  setting: Omit<Setting, 'staff' | 'rooms'>,
  name: string,
  others: string[],
  home: string,
): StaffPlan {
  const { draw, date, locations } = setting;
  const { random, one, once, between, maybe } = draw;
  const week = () => (setting.isCrowded ? weekOf({ ...draw, once: () => false, one: ([first]) => first! }, locations) : weekOf(draw, locations)); // prettier-ignore
  const timeZone = once(8) ? one(FAR) : home;
  const plans = once(5)
    ? [{ from: date(between(-1, 2)), timeZone: once(4) ? one(FAR) : timeZone, weekly: week() }]
    : [];
  const start = between(-1, 2);
  const zoneChanges = once(6) ? [{ from: date(start), to: date(start + random(2)), timeZone: one(FAR) }] : [];
  const clockMoves = zoneChanges.length > 0 || plans.some((plan) => plan.timeZone !== timeZone);
  const days = [...new Set([random(4), random(4)])].map(date).filter((day) => isShown(day, timeZone));
  return {
    name,
    timeZone,
    weekly: week(),
    plans,
    zoneChanges,
    ...(locations.length > 1 ? maybe(3, 'location', () => one(locations)) : {}),
    ...maybe(2, 'level', () => one(['junior', 'senior'])),
    active: !once(15),
    schedules: once(3) ? [{ name: 'Other hours', weekly: week() }] : [],
    overrides:
      once(3) && !clockMoves ? days.map((day) => ({ day, hours: once(3) ? [] : hoursOf(draw, locations) })) : [],
    timeOff: once(3)
      ? Array.from({ length: between(1, 2) }, () => {
          const begins = Temporal.PlainDateTime.from(date(between(-1, 2))).add({ minutes: 5 * random(DAY / 5) });
          const ends = begins.add({ minutes: between(10, DAY) });
          const wall = (at: Temporal.PlainDateTime) => at.toString({ smallestUnit: 'minute' });
          return {
            from: wall(begins),
            to: wall(ends),
            ...maybe(3, 'rrule', () =>
              one(['FREQ=DAILY;INTERVAL=2', 'FREQ=WEEKLY;BYDAY=MO,WE,SA', 'FREQ=DAILY;COUNT=3']),
            ),
            ...(others.length > 0 ? maybe(2, 'redirectTo', () => one(others)) : {}),
          };
        })
      : [],
  };
}

const drawRoom = (draw: Draw, name: string): RoomPlan => ({
  name,
  kind: draw.once(3) ? 'equipment' : 'room',
  capacity: draw.one([1, 2, 2, 3]),
  active: !draw.once(12),
  ...draw.maybe(6, 'weekly', () => weekOf(draw, [])),
});

/** Everything of a tenant follows from its seed. */
export function drawWorld(seed: number): PolicyWorld {
  const draw = drawing(seed);
  const { one, once, between, random } = draw;
  const anchor = one(ANCHORS);
  const timeZone = anchor.timeZone;
  // A day on which clocks change, mostly, or one a few weeks after.
  const middle = anchor.instant + (once(3) ? 40 * DAY : 0);
  const day = new Temporal.ZonedDateTime(BigInt(middle - 1) * 60_000_000_000n, timeZone).toPlainDate();
  const date = (days: number) => day.add({ days }).toString();
  const locations = once(2) ? ['Here', 'There'] : ['Here'];
  const isCrowded = once(4);
  const setting = { draw, date, locations, isCrowded };
  const names = ['Ann', 'Bob', 'Cem'].slice(0, isCrowded ? 3 : one([1, 2, 3, 3]));
  const staff = names.map((name) => drawPerson(setting, name, names.filter((other) => other !== name), timeZone)); // prettier-ignore
  const rooms = ['Room', 'Chairs', 'Laser', 'Bath'].slice(0, one([1, 1, 2, 4])).map((name) => drawRoom(draw, name));
  const holidays = () => ({
    ...draw.maybe(8, 'country', () => one(['DE', 'US'])),
    exceptions: [...new Set([random(5), random(5)])].slice(0, random(3)).map((days) => ({
      day: date(days),
      kind: once(4) ? ('open' as const) : ('closed' as const),
    })),
  });
  return {
    seed,
    timeZone,
    now: (middle - between(once(3) ? -DAY : DAY / 2, 2 * DAY)) * MINUTE_MS + one([0, 1, 59_999]),
    days: [date(-1), date(3)],
    plan: {
      ...{ name: 'Policies', slug: `policies-${seed}`, timeZone },
      location: { name: 'Here', ...draw.maybe(3, 'holidays', holidays) },
      locations: locations.slice(1).map((name) => ({
        ...{ name, slug: `policies-${seed}-there`, timeZone: once(3) ? one(FAR) : timeZone },
        ...draw.maybe(3, 'holidays', holidays),
      })),
      travel: locations.length > 1 && !once(3) ? [{ between: ['Here', 'There'], minutes: between(1, 120) }] : [],
      ...{ staff, rooms },
      services: Array.from({ length: POLICIES_A_WORLD }, (_, index) =>
        drawService({ ...setting, staff, rooms }, `Policy ${index}`),
      ),
    },
  };
}
