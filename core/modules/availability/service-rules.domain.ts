import type { FieldError } from '../../kernel/errors/errors.ts';
import { invalidService } from './availability.errors.ts';
import { DAY } from './plain-time.domain.ts';

/** What a service asks of its times. All minutes are whole. */
export interface ServiceRules {
  /** Elapsed time, not wall time: an hour is an hour when the clocks change. */
  readonly durationMinutes: number;
  /** Kept free of other bookings before the start and after the end; may lie outside working hours. */
  readonly bufferBeforeMinutes: number;
  readonly bufferAfterMinutes: number;
  /** Starts are every `interval` minutes on the wall clock, counted from local midnight plus `offset`. */
  readonly slotIntervalMinutes: number;
  readonly slotOffsetMinutes: number;
  /** At least so long between now and the start. */
  readonly minNoticeMinutes: number;
  /** The last local date is today plus so many days; 0 is today only. */
  readonly windowDays: number;
  readonly active: boolean;
}

const LIMITS = {
  durationMinutes: [1, DAY],
  bufferBeforeMinutes: [0, DAY],
  bufferAfterMinutes: [0, DAY],
  slotIntervalMinutes: [1, DAY],
  slotOffsetMinutes: [0, DAY - 1],
  minNoticeMinutes: [0, 366 * DAY],
  windowDays: [0, 1096],
} as const satisfies Partial<Record<keyof ServiceRules, readonly [least: number, most: number]>>;

/** @throws `service.invalid` with every wrong field */
export function assertServiceRules(rules: ServiceRules): void {
  const errors: FieldError[] = [];
  const refuse = (path: keyof ServiceRules, code: string, message: string) => errors.push({ path, code, message });
  for (const field of Object.keys(LIMITS) as (keyof typeof LIMITS)[]) {
    const [least, most] = LIMITS[field];
    const value = rules[field];
    if (!Number.isInteger(value) || value < least || value > most)
      refuse(field, 'out_of_range', `must be a whole number from ${least} to ${most}`);
  }
  if (errors.length === 0) {
    // A claim is at most a day long: that bounds how far back the database must look for busy times.
    if (rules.bufferBeforeMinutes + rules.durationMinutes + rules.bufferAfterMinutes > DAY)
      refuse('durationMinutes', 'longer_than_a_day', 'duration and buffers together must not exceed 24 hours');
    if (rules.slotOffsetMinutes >= rules.slotIntervalMinutes)
      refuse('slotOffsetMinutes', 'not_below_interval', 'must be less than the interval');
    if (rules.minNoticeMinutes >= (rules.windowDays + 1) * DAY)
      refuse('minNoticeMinutes', 'beyond_window', 'no time could ever be offered: the notice reaches past the window');
  }
  if (errors.length > 0) throw invalidService(errors);
}
