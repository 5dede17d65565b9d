import type { FieldError } from '../../../kernel/errors/errors.ts';
import { invalidService } from '../availability.errors.ts';
import { DAY, parsePlainDate } from '../time/plain-time.domain.ts';

/** How far ahead can be booked. Dates are those of the service's location. */
export type BookingWindow =
  /** The last date is today plus so many days; 0 is today only. */
  | { readonly kind: 'days'; readonly days: number }
  /** The last date is the so-manieth business day after today: Monday to Friday, no public holiday. */
  | { readonly kind: 'business_days'; readonly days: number }
  /** YYYY-MM-DD, both included. */
  | { readonly kind: 'range'; readonly from: string; readonly to: string };

/** At most so many bookings a local day, or a week from Monday to Sunday, of the service, a member of staff or a customer. */
export interface Cap {
  readonly of: 'service' | 'staff' | 'customer';
  readonly per: 'day' | 'week';
  readonly most: number;
}

export type Strategy = 'least_booked' | 'round_robin' | 'longest_idle' | 'priority';

/** What is shown of what is free. */
export interface Offer {
  /** Hides a start that would leave less than so many minutes free beside it; null: none. */
  readonly fillGapsMinutes: number | null;
  /** The share of starts that is hidden, 0 to 0.9; always the same ones. */
  readonly busyShare: number;
}

/** What a service asks of its times. All minutes are whole. */
export interface ServiceRules {
  /** Elapsed time, not wall time: an hour is an hour when the clocks change. With what was added to the service. */
  readonly durationMinutes: number;
  /** Kept free of other bookings before the start and after the end; may lie outside working hours. */
  readonly bufferBeforeMinutes: number;
  readonly bufferAfterMinutes: number;
  /** Starts are every `interval` minutes on the wall clock, counted from local midnight plus `offset`. */
  readonly slotIntervalMinutes: number;
  readonly slotOffsetMinutes: number;
  /** At least so long between now and the start. */
  readonly minNoticeMinutes: number;
  readonly window: BookingWindow;
  /** First and last local date of a start, YYYY-MM-DD, both included; null: no limit. */
  readonly activeFrom: string | null;
  readonly activeUntil: string | null;
  readonly caps: readonly Cap[];
  /** At least so many days between the dates of one customer's bookings of this service; 0: no limit. */
  readonly repeatAfterDays: number;
  readonly offer: Offer;
  /** Who serves when the customer takes anyone. */
  readonly assignment: Strategy;
  /** Whoever served this customer last comes before all. */
  readonly preferUsual: boolean;
  readonly active: boolean;
}

/** The rules that limit nothing, for a service that does not tell them. */
export const WITHOUT_LIMITS = {
  activeFrom: null,
  activeUntil: null,
  caps: [],
  repeatAfterDays: 0,
  offer: { fillGapsMinutes: null, busyShare: 0 },
  assignment: 'least_booked',
  preferUsual: false,
} as const satisfies Partial<ServiceRules>;

const LIMITS = {
  durationMinutes: [1, DAY],
  bufferBeforeMinutes: [0, DAY],
  bufferAfterMinutes: [0, DAY],
  slotIntervalMinutes: [1, DAY],
  slotOffsetMinutes: [0, DAY - 1],
  minNoticeMinutes: [0, 366 * DAY],
  repeatAfterDays: [0, 366],
} as const satisfies Partial<Record<keyof ServiceRules, readonly [least: number, most: number]>>;

const MOST_WINDOW_DAYS = 1096;
const MOST_BOOKINGS = 10_000;
const MOST_BUSY_SHARE = 0.9;

type Refuse = (path: string, code: string, message: string) => void;

const isWhole = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most;

/** @throws `service.invalid` with every wrong field, `date.invalid` */
export function assertServiceRules(rules: ServiceRules): void {
  const errors: FieldError[] = [];
  const refuse: Refuse = (path, code, message) => errors.push({ path, code, message });
  const range = (path: string, value: number, least: number, most: number): void => {
    if (!isWhole(value, least, most)) refuse(path, 'out_of_range', `must be a whole number from ${least} to ${most}`);
  };
  for (const field of Object.keys(LIMITS) as (keyof typeof LIMITS)[]) {
    const [least, most] = LIMITS[field];
    range(field, rules[field], least, most);
  }
  if (rules.window.kind !== 'range') range('window.days', rules.window.days, 0, MOST_WINDOW_DAYS);
  for (const [index, { most }] of rules.caps.entries()) range(`caps.${index}.most`, most, 1, MOST_BOOKINGS);
  const { fillGapsMinutes, busyShare } = rules.offer;
  if (fillGapsMinutes !== null) range('offer.fillGapsMinutes', fillGapsMinutes, 1, DAY);
  if (!(busyShare >= 0 && busyShare <= MOST_BUSY_SHARE))
    refuse('offer.busyShare', 'out_of_range', `must be a number from 0 to ${MOST_BUSY_SHARE}`);
  if (errors.length === 0) {
    refuseImpossible(rules, refuse);
    refuseDates(rules, refuse);
    refuseCaps(rules.caps, refuse);
  }
  if (errors.length > 0) throw invalidService(errors);
}

function refuseImpossible(rules: ServiceRules, refuse: Refuse): void {
  // A claim is at most a day long: that bounds how far back the database must look for busy times.
  if (rules.bufferBeforeMinutes + rules.durationMinutes + rules.bufferAfterMinutes > DAY)
    refuse('durationMinutes', 'longer_than_a_day', 'duration and buffers together must not exceed 24 hours');
  if (rules.slotOffsetMinutes >= rules.slotIntervalMinutes)
    refuse('slotOffsetMinutes', 'not_below_interval', 'must be less than the interval');
  if (rules.minNoticeMinutes >= (daysAhead(rules.window) + 1) * DAY)
    refuse('minNoticeMinutes', 'beyond_window', 'no time could ever be offered: the notice reaches past the window');
}

/** Calendar days that a window reaches ahead at most, holidays not counted. */
function daysAhead(window: BookingWindow): number {
  if (window.kind === 'range') return Infinity;
  return window.kind === 'days' ? window.days : window.days + 2 * Math.ceil(window.days / 5);
}

function refuseDates({ window, activeFrom, activeUntil }: ServiceRules, refuse: Refuse): void {
  const from = activeFrom === null ? -Infinity : parsePlainDate(activeFrom, 'activeFrom');
  const until = activeUntil === null ? Infinity : parsePlainDate(activeUntil, 'activeUntil');
  if (until < from) refuse('activeUntil', 'before_active_from', 'must not come before the first day');
  if (window.kind !== 'range') return;
  const first = parsePlainDate(window.from, 'window.from');
  const last = parsePlainDate(window.to, 'window.to');
  if (last < first) refuse('window.to', 'reversed', 'must not come before the first');
  else if (last < from) refuse('activeFrom', 'beyond_window', 'no time could ever be offered: the window ends before');
  else if (first > until)
    refuse('activeUntil', 'beyond_window', 'no time could ever be offered: the window begins later');
}

function refuseCaps(caps: readonly Cap[], refuse: Refuse): void {
  for (const [index, { of, per, most }] of caps.entries()) {
    if (caps.findIndex((cap) => cap.of === of && cap.per === per) !== index)
      refuse(`caps.${index}`, 'repeated', 'may be limited once a day and once a week');
    const week = caps.find((cap) => cap.of === of && cap.per === 'week');
    if (per === 'day' && week !== undefined && week.most < most)
      refuse(`caps.${index}.most`, 'more_than_a_week', 'a day cannot have more than its week');
  }
}
