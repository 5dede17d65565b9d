import {
  ICalAlarmType,
  ICalAttendeeRole,
  ICalAttendeeStatus,
  ICalCalendar,
  ICalCalendarMethod,
  ICalEventStatus,
} from 'ical-generator';
import type { Addressee, BookingFacts } from './messages.domain.ts';
import { vtimezone } from './vtimezone.domain.ts';

export interface CalendarEvent {
  readonly method: 'REQUEST' | 'CANCEL' | 'PUBLISH';
  readonly facts: BookingFacts;
  readonly to: Pick<Addressee, 'role' | 'name' | 'address'>;
  /** One line in the reader's language. */
  readonly summary: string;
  readonly description: string;
  /** Right side of the UID. */
  readonly domain: string;
  /** Named as organizer where the location has no address of its own. */
  readonly sender: string;
}

const HOUR_IN_SECONDS = 3_600;
const STATUS = {
  pending: ICalEventStatus.TENTATIVE,
  confirmed: ICalEventStatus.CONFIRMED,
  completed: ICalEventStatus.CONFIRMED,
  no_show: ICalEventStatus.CONFIRMED,
  cancelled: ICalEventStatus.CANCELLED,
} as const;

/**
 * An iCalendar stream (RFC 5545, iTIP methods of RFC 5546) with the one appointment, in wall times of the location and
 * their VTIMEZONE. The UID stays, SEQUENCE rises; the stamp is when the version came about, so the same version is the
 * same file to the byte, whenever it is written. Ends with CRLF.
 */
export function calendarFile({ method, facts, to, summary, description, domain, sender }: CalendarEvent): string {
  const { startsAt, endsAt, location, business, links } = facts;
  const organizer = line(location.email ?? sender);
  const zone = hasOneMeaning(startsAt, location.timeZone) && hasOneMeaning(endsAt, location.timeZone);
  const calendar = new ICalCalendar({
    prodId: { company: 'BookMe', product: 'BookMe', language: 'EN' },
    method: ICalCalendarMethod[method],
  });
  const instant = (epoch: number) => Temporal.Instant.fromEpochMilliseconds(epoch).toZonedDateTimeISO('UTC');
  // the generator without a name: a zone of the whole calendar would also write the stamp as a wall time
  calendar.timezone({ name: null as unknown as string, generator: (name) => vtimezone(name, startsAt, endsAt) });
  const isOff = method === 'CANCEL';
  const event = calendar.createEvent({
    id: `${facts.bookingId}@${domain}`,
    sequence: facts.sequence,
    stamp: instant(facts.changedAt),
    start: instant(startsAt),
    end: instant(endsAt),
    timezone: zone ? location.timeZone : null,
    summary: clean(summary),
    description: clean(description),
    location: clean([location.name, location.address].filter(Boolean).join('\n')).replaceAll(/\s*\n\s*/g, ', '),
    organizer: { name: line(business) || organizer, email: organizer },
    status: isOff ? ICalEventStatus.CANCELLED : STATUS[facts.status],
    ...(to.role === 'customer' && { url: links.manage }),
  });
  if (to.address) {
    event.createAttendee({
      name: line(to.name) || line(to.address),
      email: line(to.address),
      role: ICalAttendeeRole.REQ,
      status: ICalAttendeeStatus.ACCEPTED,
      rsvp: false,
    });
  }
  if (!isOff && facts.status !== 'cancelled') {
    event.createAlarm({ type: ICalAlarmType.display, triggerBefore: HOUR_IN_SECONDS, description: clean(summary) });
  }
  return alarmLast(`${calendar.toString()}\r\n`);
}

/** RFC 5545 (3.6.1) wants an event's properties before its alarms; the library writes some of them after. */
const alarmLast = (text: string): string =>
  text.replace(/(BEGIN:VALARM\r\n[^]*?END:VALARM\r\n)([^]*)(END:VEVENT\r\n)/, '$2$1$3');

/** An hour that the clock shows twice means the first of them in iCalendar: the second has to be written in UTC. */
function hasOneMeaning(epoch: number, timeZone: string): boolean {
  const at = Temporal.Instant.fromEpochMilliseconds(epoch).toZonedDateTimeISO(timeZone);
  const read = at.toPlainDateTime().toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  return read.epochMilliseconds === epoch;
}

/** Text of several lines, without the characters that iCalendar forbids (RFC 5545, 3.3.11). */
const clean = (text: string): string =>
  text
    .replaceAll(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replaceAll(/[^\P{Cc}\n\t]/gu, '')
    .toWellFormed();

const line = (text: string): string => clean(text).replaceAll(/\s+/g, ' ').trim();
