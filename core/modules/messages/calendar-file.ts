import {
  ICalAlarmType,
  ICalAttendeeRole,
  ICalAttendeeStatus,
  ICalCalendar,
  ICalCalendarMethod,
  ICalEventStatus,
  type ICalEvent,
} from 'ical-generator';
import type { Addressee, BookingFacts } from './messages.domain.ts';
import { vtimezone } from './vtimezone.domain.ts';

/** One appointment as one person's calendar shows it. */
export interface CalendarEvent {
  readonly facts: Pick<
    BookingFacts,
    'bookingId' | 'status' | 'sequence' | 'startsAt' | 'endsAt' | 'changedAt' | 'business' | 'location'
  >;
  /** One line in the reader's language. */
  readonly summary: string;
  readonly description: string;
  /** Where the reader can do something about it. */
  readonly url?: string | undefined;
  /** No alarm, for somebody with many appointments a day. */
  readonly isQuiet?: boolean;
}

/** How this installation names itself in calendars. */
export interface CalendarOrigin {
  /** Right side of the UID. */
  readonly domain: string;
  /** Named as organizer where the location has no address of its own. */
  readonly sender: string;
}

export interface Invitation extends CalendarEvent, CalendarOrigin {
  readonly method: 'REQUEST' | 'CANCEL' | 'PUBLISH';
  readonly to: Pick<Addressee, 'name' | 'address'>;
}

export interface Feed extends CalendarOrigin {
  /** What calendar programs call it. */
  readonly name: string;
  readonly events: readonly CalendarEvent[];
  /** Seconds after which a program may ask again. */
  readonly refreshAfter: number;
}

type Method = Invitation['method'];

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
export function calendarFile({ method, to, ...invitation }: Invitation): string {
  const calendar = calendarOf(method, [invitation]);
  const event = addEvent(calendar, method, invitation, invitation);
  // what is only published invites nobody: RFC 5546, 3.2.1
  if (method !== 'PUBLISH' && to.address) {
    event.createAttendee({
      name: line(to.name) || line(to.address),
      email: line(to.address),
      role: ICalAttendeeRole.REQ,
      status: ICalAttendeeStatus.ACCEPTED,
      rsvp: false,
    });
  }
  return written(calendar);
}

/** Many appointments as one calendar that programs ask for again and again (METHOD:PUBLISH, RFC 7986). */
export function calendarFeed({ name, events, refreshAfter, ...origin }: Feed): string {
  const calendar = calendarOf('PUBLISH', events);
  calendar.name(line(name));
  calendar.ttl(refreshAfter);
  for (const event of events) addEvent(calendar, 'PUBLISH', event, origin);
  return written(calendar);
}

/** With the clock changes of every zone from the first of its appointments to the last. */
function calendarOf(method: Method, events: readonly CalendarEvent[]): ICalCalendar {
  const calendar = new ICalCalendar({
    prodId: { company: 'BookMe', product: 'BookMe', language: 'EN' },
    method: ICalCalendarMethod[method],
  });
  const zone = (timeZone: string): string => {
    const own = events.flatMap(({ facts }) => (facts.location.timeZone === timeZone ? [facts] : []));
    const [first, last] = [own.map(({ startsAt }) => startsAt), own.map(({ endsAt }) => endsAt)];
    return vtimezone(timeZone, Math.min(...first), Math.max(...last));
  };
  // the generator without a name: a zone of the whole calendar would also write the stamp as a wall time
  calendar.timezone({ name: null as unknown as string, generator: zone });
  return calendar;
}

const instant = (epoch: number) => Temporal.Instant.fromEpochMilliseconds(epoch).toZonedDateTimeISO('UTC');

function addEvent(
  calendar: ICalCalendar,
  method: Method,
  { facts, summary, description, url, isQuiet }: CalendarEvent,
  { domain, sender }: CalendarOrigin,
): ICalEvent {
  const { startsAt, endsAt, location, business } = facts;
  const organizer = line(location.email ?? sender);
  const zone = hasOneMeaning(startsAt, location.timeZone) && hasOneMeaning(endsAt, location.timeZone);
  const isOff = method === 'CANCEL' || facts.status === 'cancelled';
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
    ...(url === undefined ? {} : { url }),
  });
  if (!isOff && !isQuiet)
    event.createAlarm({ type: ICalAlarmType.display, triggerBefore: HOUR_IN_SECONDS, description: clean(summary) });
  return event;
}

/**
 * RFC 5545 (3.6.1) wants an event's properties before its alarms; the library writes some of them after. A folded line
 * goes on after a space, so only a real BEGIN and END stand at the beginning of one.
 */
const written = (calendar: ICalCalendar): string =>
  `${calendar.toString()}\r\n`.replaceAll(
    /(?<=\r\n)(BEGIN:VALARM\r\n[^]*?\r\nEND:VALARM\r\n)([^]*?)(?<=\r\n)(END:VEVENT\r\n)/g,
    '$2$1$3',
  );

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
