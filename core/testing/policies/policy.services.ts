import type { ServicePlan } from '../../seed/business-plan.ts';
import type { Setting } from './policy.plans.ts';

const INTERVALS = [5, 7, 10, 15, 15, 20, 30, 30, 45, 50, 60, 90, 240];
const LENGTHS = [10, 15, 30, 30, 45, 60, 60, 90, 180];

type Caps = NonNullable<ServicePlan['caps']>;

function drawCaps({ draw: { one, between } }: Setting): Caps {
  const of = one(['service', 'staff', 'customer'] as const);
  const week = between(1, 4);
  return one([
    [{ of, per: 'day', most: between(1, 3) }],
    [{ of, per: 'week', most: week }],
    [{ of, per: 'day', most: between(1, week) }, { of, per: 'week', most: week }], // prettier-ignore
    [{ of: 'service', per: 'day', most: between(1, 3) }, { of: 'staff', per: 'day', most: between(1, 2) }], // prettier-ignore
  ]);
}

function drawWindow({ draw: { one, between, random }, date }: Setting): NonNullable<ServicePlan['window']> {
  const first = between(-1, 2);
  return one([
    { kind: 'days', days: between(1, 5) },
    { kind: 'business_days', days: between(1, 4) },
    { kind: 'range', from: date(first), to: date(first + random(4)) },
  ]);
}

/** Who does it: some or all of the team, in several ways. */
function drawStaff({ draw: { some, once, between, one }, staff }: Setting, staffing: ServicePlan['staffing']) {
  const chosen = once(2) ? staff : some(staff);
  return chosen.map(({ name, schedules = [] }, index) => ({
    name,
    ...(once(3) ? { weight: between(1, 5) } : {}),
    ...(staffing === 'roles' ? { role: index === 0 ? 'lead' : one(['lead', 'help']) } : {}),
    ...(schedules.length > 0 && once(2) ? { schedule: schedules[0]!.name } : {}),
  }));
}

function drawNeeds({ draw: { some, between, once }, rooms }: Setting): NonNullable<ServicePlan['needs']> {
  return Array.from({ length: between(1, 2) }, (_, index) => {
    const anyOf = some(rooms.map(({ name }) => name));
    return { name: `need ${index}`, anyOf, count: once(4) ? between(1, anyOf.length) : 1, units: once(4) ? 2 : 1 };
  });
}

/** Changes of a later day, by the names of the API. */
function drawVersions(setting: Setting): NonNullable<ServicePlan['versions']> {
  const { draw, date } = setting;
  const { between, one, once, maybe, random } = draw;
  const first = between(0, 2);
  return [first, ...(once(3) ? [first + random(2)] : [])].map((days) => ({
    from: date(days),
    changes: {
      ...maybe(2, 'durationMinutes', () => one(LENGTHS)),
      ...maybe(3, 'bufferBeforeMinutes', () => between(0, 30)),
      ...maybe(3, 'bufferAfterMinutes', () => between(0, 30)),
      ...maybe(4, 'minNoticeMinutes', () => between(0, 1440)),
      ...maybe(4, 'caps', () => (once(3) ? [] : drawCaps(setting))),
      ...maybe(4, 'repeatAfterDays', () => between(0, 3)),
      ...maybe(4, 'requiresApproval', () => once(2)),
      ...maybe(5, 'maxParty', () => between(4, 5)),
      ...maybe(5, 'offer', () => ({ fillGapsMinutes: null, busyShare: one([0, 0.5]) })),
    },
  }));
}

/** As many as there are people, for a room that has fewer places. */
const crowded = ({ draw: { one, once } }: Setting): Partial<ServicePlan> => ({
  ...{ slotIntervalMinutes: 30, slotOffsetMinutes: 0, durationMinutes: one([30, 60]), staffing: 'one' },
  ...(once(3) ? { rooms: [], needs: [{ name: 'places', anyOf: ['Room'], units: 2 }] } : { rooms: ['Room'], needs: [] }),
});

/** One policy: mostly a few rules out of the usual, or nothing would be left to offer. */
export function drawService(setting: Setting, name: string): ServicePlan {
  const { draw, date, locations, rooms } = setting;
  const { one, once, between, random, maybe } = draw;
  const slotIntervalMinutes = one(INTERVALS);
  const staffing = one(['one', 'one', 'one', 'one', 'collective', 'roles'] as const);
  const until = between(0, 4);
  return {
    ...{ name, staffing, slotIntervalMinutes, staff: drawStaff(setting, staffing) },
    durationMinutes: once(5) ? between(5, 300) : one(LENGTHS),
    ...maybe(3, 'slotOffsetMinutes', () => random(slotIntervalMinutes)),
    ...maybe(3, 'bufferBeforeMinutes', () => between(1, 60)),
    ...maybe(3, 'bufferAfterMinutes', () => between(1, 60)),
    ...maybe(3, 'minNoticeMinutes', () => between(1, 2880)),
    ...maybe(3, 'window', () => drawWindow(setting)),
    ...maybe(8, 'activeFrom', () => date(between(-1, until))),
    ...maybe(8, 'activeUntil', () => date(until)),
    ...maybe(3, 'caps', () => drawCaps(setting)),
    ...maybe(6, 'repeatAfterDays', () => between(1, 4)),
    ...maybe(5, 'offer', () => ({
      ...maybe(2, 'fillGapsMinutes', () => between(1, 90)),
      ...maybe(2, 'busyShare', () => one([0.2, 0.5, 0.9])),
    })),
    assignment: one(['least_booked', 'round_robin', 'longest_idle', 'priority'] as const),
    preferUsual: once(3),
    ...maybe(3, 'needs', () => drawNeeds(setting)),
    ...maybe(3, 'rooms', () => [one(rooms).name]),
    ...(locations.length > 1 ? maybe(2, 'location', () => one(locations)) : {}),
    ...maybe(5, 'requiresApproval', () => true),
    pendingHolds: !once(3),
    ...(once(6) ? { minParty: between(1, 2), maxParty: between(2, 4) } : {}),
    ...maybe(10, 'visibility', () => 'link' as const),
    linkToken: 'a-link-of-22-characters',
    priceAmount: 1000,
    durations: once(3) ? [{ minutes: 20, priceAmount: 700 }, { minutes: 120 }] : [],
    levelPrices: once(4) ? [{ level: 'senior', priceAmount: 2500 }] : [],
    addons: once(3) ? [{ name: 'Beard', minutes: between(0, 45), priceAmount: 500 }] : [],
    versions: once(4) ? drawVersions(setting) : [],
    active: !once(25),
    ...(setting.isCrowded ? crowded(setting) : {}),
  };
}
