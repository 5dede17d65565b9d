import { isReminder, type MessageKind } from '../bookings/lifecycle/facts.domain.ts';
import { accentColours, type AccentColours } from './accent.domain.ts';
import { createFormat, type Format, type WrittenTime } from './format.ts';
import { languageOf, type Language } from './locales/locales.ts';
import type { TextKey } from './locales/en.ts';
import type { Addressee, BookingFacts } from './messages.domain.ts';
import { oneLine } from './templates/tidy.ts';

export interface Action {
  readonly label: string;
  readonly url: string;
}

/** What a message says, in the reader's words and zone, before it becomes HTML or text. */
export interface MessageContent {
  /** BCP 47 */
  readonly language: string;
  readonly subject: string;
  readonly business: string;
  readonly colours: AccentColours;
  readonly title: string;
  readonly greeting: string;
  readonly lead: string;
  readonly when: WrittenTime;
  /** The appointment does not take place at this time (any more). */
  readonly isOff: boolean;
  /** The same time at the location, where the reader's clock shows another. */
  readonly elsewhere: string | null;
  readonly before: string | null;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly next: { readonly title: string; readonly lines: readonly string[] } | null;
  /** The first is the one to take. */
  readonly actions: readonly Action[];
  /** Business, place and why the reader gets this. */
  readonly footer: readonly string[];
}

interface Reader {
  readonly facts: BookingFacts;
  readonly kind: MessageKind;
  readonly to: Addressee;
  readonly language: Language;
  readonly format: Format;
}

const isOver = (kind: MessageKind): boolean => kind === 'booking-cancelled' || kind === 'booking-declined';

/** @returns content for one person; nothing in it opens the booking unless that person is the customer */
export function messageContent(facts: BookingFacts, kind: MessageKind, to: Addressee): MessageContent {
  const language = languageOf(to.locale);
  const reader: Reader = { facts, kind, to, language, format: createFormat(language.tag, to.timeZone) };
  const { say } = language;
  const when = reader.format.appointment(facts.startsAt, facts.endsAt);
  const values = valuesOf(facts, when);
  const topic: `staff.handed-over` | `${Addressee['role']}.${MessageKind}` = to.isFormerStaff
    ? 'staff.handed-over'
    : `${to.role}.${kind}`;
  return {
    language: language.tag,
    subject: oneLine(say(`${topic}.subject`, values)),
    business: facts.business,
    colours: accentColours(facts.accent),
    title: say(`${topic}.title`),
    greeting: say('greeting', { name: to.name }),
    lead: say(leadOf(topic, facts), values),
    when,
    isOff: isOver(kind),
    elsewhere: elsewhere(reader, when),
    before: before(reader),
    facts: factsFor(reader),
    next: nextFor(reader),
    actions: actionsFor(reader),
    footer: footerFor(reader),
  };
}

const valuesOf = (facts: BookingFacts, when: WrittenTime) => ({
  service: facts.service,
  business: facts.business,
  customer: facts.customer.name,
  staff: facts.staffName,
  when: when.short,
});

/** One's own cancellation is acknowledged, somebody else's is told. */
function leadOf(topic: 'staff.handed-over' | `${Addressee['role']}.${MessageKind}`, facts: BookingFacts): TextKey {
  const isOwn = facts.cancellation?.by === 'customer';
  if (isOwn && topic === 'customer.booking-cancelled') return 'customer.booking-cancelled.lead.own';
  if (isOwn && topic === 'staff.booking-cancelled') return 'staff.booking-cancelled.lead.own';
  return `${topic}.lead`;
}

function elsewhere({ facts, kind, to, language, format }: Reader, when: WrittenTime): string | null {
  const { timeZone, name } = facts.location;
  if (isOver(kind)) return null;
  const there = createFormat(language.tag, timeZone);
  if (to.timeZone === timeZone || there.moment(facts.startsAt) === format.moment(facts.startsAt)) return null;
  const { day, hours, zone } = there.appointment(facts.startsAt, facts.endsAt);
  return language.say('time.at-location', {
    place: name || facts.business,
    time: day === when.day ? hours : `${day}, ${hours}`,
    zone,
  });
}

const before = ({ facts, kind, language, format }: Reader): string | null =>
  kind === 'booking-moved' && facts.movedFrom !== null
    ? language.say('time.before', { time: format.moment(facts.movedFrom) })
    : null;

function factsFor({ facts, to, language, format }: Reader): MessageContent['facts'] {
  const { customer, location, cancellation, price } = facts;
  const place = [location.name === facts.business ? '' : location.name, location.address].filter(Boolean).join('\n');
  const known: [TextKey, string | null | undefined][] =
    to.role === 'customer'
      ? [
          ['fact.service', facts.service],
          ['fact.staff', facts.staffName],
          ['fact.location', place],
          ['fact.price', price && format.money(price)],
          ['fact.reason', cancellation?.reason],
        ]
      : [
          ['fact.customer', customer.name],
          ['fact.phone', customer.phone],
          ['fact.email', customer.email],
          ['fact.service', facts.service],
          ['fact.price', price && format.money(price)],
          ['fact.note', facts.note],
          ['fact.reason', cancellation?.reason],
        ];
  return known.flatMap(([key, value]) => (value ? [{ label: language.say(key), value }] : []));
}

function nextFor({ facts, kind, to, language, format }: Reader): MessageContent['next'] {
  if (to.role !== 'customer' || isOver(kind)) return null;
  const [reminder] = facts.reminders;
  const { phone } = facts.location;
  const lines: string[] = [];
  if (kind === 'booking-requested') lines.push(language.say('next.request'));
  else if (reminder !== undefined && !isReminder(kind)) {
    lines.push(language.say('next.reminder', { time: format.moment(reminder) }));
  }
  if (facts.changeUntil !== null) lines.push(language.say('next.change', { time: format.moment(facts.changeUntil) }));
  else if (phone) lines.push(language.say('next.call', { phone }));
  return lines.length > 0 ? { title: language.say('next.title'), lines } : null;
}

function actionsFor({ facts, kind, to, language }: Reader): Action[] {
  const { links } = facts;
  if (to.role === 'staff') {
    const label = language.say(kind === 'booking-requested' ? 'action.answer' : 'action.admin');
    return [{ label, url: links.admin }];
  }
  if (isOver(kind)) return [{ label: language.say('action.book'), url: links.book }];
  const manage = {
    label: language.say(facts.changeUntil === null ? 'action.view' : 'action.manage'),
    url: links.mailed,
  };
  const calendar = { label: language.say('action.calendar'), url: links.calendar };
  return kind === 'booking-requested' ? [manage] : [manage, calendar];
}

function footerFor({ facts, to, language }: Reader): string[] {
  const { location, business } = facts;
  if (to.role === 'staff') return [language.say('footer.staff', { business })];
  const place = [business, location.address.replaceAll(/\s*\n\s*/g, ', '), location.phone].filter(Boolean).join(' · ');
  return [place, language.say('footer.customer', { business })];
}
