export type DurationUnit = 'minutes' | 'hours' | 'days';
export const UNIT_MINUTES: Record<DurationUnit, number> = { minutes: 1, hours: 60, days: 1440 };

/** In the largest unit that divides it: 1440 → 1 day, 90 → 90 minutes. */
export function splitDuration(minutes: number): { value: number; unit: DurationUnit } {
  const unit = minutes > 0 && minutes % 1440 === 0 ? 'days' : minutes > 0 && minutes % 60 === 0 ? 'hours' : 'minutes';
  return { value: minutes / UNIT_MINUTES[unit], unit };
}

/** Whole, not negative; undefined for anything else. */
export const wholeNumber = (text: string): number | undefined =>
  /^\d{1,7}$/.test(text.trim()) ? Number(text) : undefined;
