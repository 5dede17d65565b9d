import { DAY, formatPlainDate, MINUTE } from './plain-time.domain.ts';

const twoDigits = (value: number): string => (value < 10 ? `0${value}` : String(value));

/**
 * Whole minutes (epoch milliseconds, in order) as ISO 8601. A month has hundreds of them, and those of one day share
 * their date: five times as fast as by way of Date.
 */
export function isoOfMinutes(instants: readonly number[]): string[] {
  let day = NaN;
  let date = '';
  return instants.map((instant) => {
    const minutes = instant / MINUTE;
    if (Math.floor(minutes / DAY) !== day) {
      day = Math.floor(minutes / DAY);
      date = formatPlainDate(day);
    }
    const minute = minutes - day * DAY;
    const hour = Math.floor(minute / 60);
    return `${date}T${twoDigits(hour)}:${twoDigits(minute - hour * 60)}:00.000Z`;
  });
}
