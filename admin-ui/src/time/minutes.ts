/** Minutes of the wall-clock day, and the `HH:MM` that time fields speak. */
export const hhmm = (minute: number): string =>
  `${String(Math.floor(minute / 60) % 24).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** Minutes since midnight, or undefined for what is not `HH:MM`. */
export function minuteOf(text: string): number | undefined {
  const match = /^([01]\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?$/.exec(text);
  return match ? Number(match[1]) * 60 + Number(match[2]) : undefined;
}

export const roundUp = (minute: number, step: number): number => Math.ceil(minute / step) * step;
export const roundTo = (minute: number, step: number): number => Math.round(minute / step) * step;
export const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
