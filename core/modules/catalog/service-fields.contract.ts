import { z } from 'zod';
import { Id, Line, PlainDay } from '../../kernel/http/fields.ts';

// The rules of a service, field by field. What no single field can show is judged by catalog.domain.ts.

const minutes = (most: number) => z.int().min(0).max(most);
const distinct = <T>(items: readonly T[], key: (item: T) => string | number): boolean =>
  new Set(items.map(key)).size === items.length;

export const Price = z.int().min(0).max(100_000_000);

/** Another length that it can be booked in. Without a price of its own it costs what the service costs. */
const Length = z.strictObject({ minutes: z.int().min(5).max(720), priceAmount: Price.nullable().default(null) });

/** What a booking with staff of this level costs; `minutes` limits it to one length, null is every length. */
const LevelPrice = z.strictObject({
  level: Line(40),
  minutes: z.int().min(5).max(720).nullable().default(null),
  priceAmount: Price,
});

/** Lengthens and prices a booking. Without an id it is a new one. */
const Addon = z.strictObject({
  id: Id.optional(),
  name: Line(80),
  minutes: minutes(480).default(0),
  priceAmount: Price.default(0),
  active: z.boolean().default(true),
});

/** At most so many bookings a local day or ISO week of the service's location. */
const Cap = z.strictObject({
  of: z.enum(['service', 'staff', 'customer']),
  per: z.enum(['day', 'week']),
  most: z.int().min(1).max(10_000),
});

/** `count` different resources out of `anyOf`, each giving `units` of its places. */
const Need = z.strictObject({
  name: Line(80),
  anyOf: z
    .array(Id)
    .min(1)
    .max(50)
    .refine((ids) => distinct(ids, (id) => id.toLowerCase()), { message: 'names a resource twice' }),
  count: z.int().min(1).max(10).default(1),
  units: z.int().min(1).max(100).default(1),
});

export const Window = z.discriminatedUnion('kind', [
  /** Up to the local day that is so many days after today. */
  z.strictObject({ kind: z.literal('days'), days: z.int().min(1).max(730) }),
  /** The same, counting Monday to Friday alone. */
  z.strictObject({ kind: z.literal('business_days'), days: z.int().min(1).max(500) }),
  /** Local days, both included. */
  z
    .strictObject({ kind: z.literal('range'), from: PlainDay, to: PlainDay })
    .refine(({ from, to }) => from <= to, { message: 'must not come before the first', path: ['to'] }),
]);

const Offer = z.strictObject({
  /** Hides starts that would leave a gap shorter than this beside a booking or the edge of the hours; null: none. */
  fillGapsMinutes: z.int().min(5).max(480).nullable().default(null),
  /** The share of a day's starts that is hidden, always the same ones. */
  busyShare: z.number().min(0).max(0.9).default(0),
});

export const StaffLink = z.strictObject({
  staffId: Id,
  /** Of the turns when staff take turns, and of the load that is fair. */
  weight: z.int().min(1).max(100).default(1),
  /** What they do in it, where one of each role is needed. */
  role: Line(40).nullable().default(null),
  /** Which of their schedules they keep for it; null: their usual one. */
  scheduleId: Id.nullable().default(null),
});
export type StaffLink = z.infer<typeof StaffLink>;

const PerDayOrWeek = (caps: readonly z.infer<typeof Cap>[]) => distinct(caps, ({ of, per }) => `${of} ${per}`);
const PerLevel = (prices: readonly z.infer<typeof LevelPrice>[]) =>
  distinct(prices, ({ level, minutes: length }) => `${length} ${level}`);

export const RuleFields = {
  /** Besides `durationMinutes`, which is what is booked unless another length is chosen. */
  durations: z
    .array(Length)
    .max(24)
    .refine((list) => distinct(list, (length) => length.minutes), { message: 'a length may appear once' }),
  levelPrices: z.array(LevelPrice).max(100).refine(PerLevel, { message: 'a level and length may appear once' }),
  addons: z
    .array(Addon)
    .max(50)
    .refine((list) => distinct(list, (addon) => addon.name), { message: 'a name may appear once' }),
  slotOffsetMinutes: minutes(719),
  window: Window,
  /** First and last local day of the start; null: no limit. */
  activeFrom: PlainDay.nullable(),
  activeUntil: PlainDay.nullable(),
  caps: z.array(Cap).max(6).refine(PerDayOrWeek, { message: 'may be limited once a day and once a week' }),
  /** Between two starts of one customer, in whole days; 0: no limit. */
  repeatAfterDays: z.int().min(0).max(366),
  offer: Offer,
  /** Who serves when the customer takes anyone. */
  assignment: z.enum(['least_booked', 'round_robin', 'longest_idle', 'priority']),
  /** Whoever served the customer last comes first. */
  preferUsual: z.boolean(),
  /** One of the staff, all of them at once, or one of each role. */
  staffing: z.enum(['one', 'collective', 'roles']),
  needs: z.array(Need).max(10),
  /** How long before the start the customer can last move it, and cancel it; null: as `changeNoticeMinutes`. */
  moveNoticeMinutes: minutes(43_200).nullable(),
  cancelNoticeMinutes: minutes(43_200).nullable(),
  /** Whether a request that waits for approval keeps its time from others. */
  pendingHolds: z.boolean(),
  /** `link`: on no page; opened by its link alone. */
  visibility: z.enum(['public', 'link']),
  /** Of a class there are sessions to join, and no times of its own. */
  kind: z.enum(['appointment', 'class']),
  /** Of a session, unless the session says otherwise. */
  seats: z.int().min(1).max(1000),
  /** One customer may join one session more than once. */
  severalJoins: z.boolean(),
  /** How many people one booking may be for. */
  minParty: z.int().min(1).max(100),
  maxParty: z.int().min(1).max(100),
  /** How many dates a customer may book at once as a series; 0: none. The desk is not held by it. */
  seriesMost: z.int().min(0).max(52),
};

/** What a service has unless told. */
export const RULE_DEFAULTS = {
  durations: [],
  levelPrices: [],
  addons: [],
  slotOffsetMinutes: 0,
  activeFrom: null,
  activeUntil: null,
  caps: [],
  repeatAfterDays: 0,
  offer: { fillGapsMinutes: null, busyShare: 0 },
  assignment: 'least_booked',
  preferUsual: false,
  staffing: 'one',
  needs: [],
  moveNoticeMinutes: null,
  cancelNoticeMinutes: null,
  pendingHolds: true,
  visibility: 'public',
  kind: 'appointment',
  seats: 1,
  severalJoins: false,
  minParty: 1,
  maxParty: 1,
  seriesMost: 0,
} as const;
