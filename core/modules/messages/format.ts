/** An appointment's time for a reader: every one of them says in which zone it is meant. */
export interface WrittenTime {
  /** `Tuesday, 24 November 2026` */
  readonly day: string;
  /** `10:30 – 11:15`; with the day of the end when that is another. */
  readonly hours: string;
  /** `Central European Standard Time (GMT+1)` */
  readonly zone: string;
  /** One line for subjects: `Tue, 24 Nov, 10:30 CET` */
  readonly short: string;
}

export interface Format {
  appointment(startsAt: number, endsAt: number): WrittenTime;
  /** One moment: `Mon, 23 Nov, 10:30 CET` */
  moment(at: number): string;
  money(price: { amount: number; currency: string }): string;
}

/**
 * The one place that writes times and money of messages.
 *
 * @param locale BCP 47
 * @param timeZone IANA zone of the reader
 */
export function createFormat(locale: string, timeZone: string): Format {
  const write = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(locale, { timeZone, ...options });
  const day = write({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const shortDay = write({ weekday: 'short', day: 'numeric', month: 'short' });
  const clock = write({ timeStyle: 'short' });

  const zonePart = (timeZoneName: 'long' | 'short' | 'shortOffset', at: number): string =>
    write({ timeZoneName })
      .formatToParts(at)
      .find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
  const time = (at: number): string => plain(clock.format(at));
  const moment = (at: number): string => `${shortDay.format(at)}, ${time(at)} ${zonePart('short', at)}`;

  return {
    moment,
    appointment(startsAt, endsAt) {
      const sameDay = day.format(startsAt) === day.format(endsAt);
      const changes = zonePart('shortOffset', startsAt) !== zonePart('shortOffset', endsAt);
      const until = changes ? `${time(endsAt)} ${zonePart('short', endsAt)}` : time(endsAt);
      const from = changes ? `${time(startsAt)} ${zonePart('short', startsAt)}` : time(startsAt);
      return {
        day: day.format(startsAt),
        hours: sameDay ? `${from}\u00a0–\u00a0${until}` : `${from} – ${shortDay.format(endsAt)}, ${until}`,
        zone: zoneName(zonePart('long', startsAt), zonePart('shortOffset', startsAt), timeZone),
        short: moment(startsAt),
      };
    },
    money({ amount, currency }) {
      const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
      return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
    },
  };
}

/** Zones without a name of their own are called after their city; `Etc/GMT+5` says the opposite of what it means. */
function zoneName(long: string, offset: string, timeZone: string): string {
  if (!/^(GMT|UTC)([+−-]|$)/.test(long)) return `${long} (${offset})`;
  const city = timeZone.startsWith('Etc/') ? '' : (timeZone.split('/').at(-1) ?? '').replaceAll('_', ' ');
  return city ? `${city} (${offset})` : offset;
}

/** Narrow no-break spaces (`10:30 AM`) look like boxes in older mail programs. */
const plain = (text: string): string => text.replaceAll('\u202f', '\u00a0');
