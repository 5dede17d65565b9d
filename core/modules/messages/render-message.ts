import type { MessageKind } from '../bookings/lifecycle/facts.domain.ts';
import { calendarFile } from './calendar-file.ts';
import { createFormat } from './format.ts';
import { languageOf } from './locales/locales.ts';
import { mailHtml } from './mail-html.ts';
import { mailText } from './mail-text.ts';
import { messageContent } from './message-content.ts';
import { calendarMethodOf, type Addressee, type BookingFacts } from './messages.domain.ts';
import type { TemplateValues } from './templates/liquid.ts';
import { templateValues } from './templates/template-values.ts';

export interface RenderedMessage {
  /** One line. */
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly calendar: { readonly method: 'REQUEST' | 'CANCEL'; readonly content: string } | null;
}

/** Where mails of this installation come from. */
export interface MailOrigin {
  /** Right side of Message-IDs and UIDs. */
  readonly domain: string;
  /** Address that mails are sent from. */
  readonly sender: string;
}

/** The same facts for the same person are the same message, to the byte. */
export function renderMessage(
  facts: BookingFacts,
  kind: MessageKind,
  to: Addressee,
  origin: MailOrigin,
): RenderedMessage {
  const known = asKnownTo(to, facts);
  const content = messageContent(known, kind, to);
  const method = calendarMethodOf(kind, known, to);
  return {
    subject: content.subject,
    text: mailText(content),
    html: mailHtml(content),
    calendar: method && { method, content: appointmentFile(known, method, to, origin) },
  };
}

/** What a template can say of the same message. */
export const valuesFor = (facts: BookingFacts, kind: MessageKind, to: Addressee): TemplateValues =>
  templateValues(asKnownTo(to, facts), kind, to);

/** Who has handed a booking over lets go of the time that was told; the colleague's new one was never theirs. */
function asKnownTo({ isFormerStaff }: Addressee, facts: BookingFacts): BookingFacts {
  const { movedFrom, startsAt, endsAt } = facts;
  return isFormerStaff && movedFrom !== null
    ? { ...facts, startsAt: movedFrom, endsAt: movedFrom + endsAt - startsAt }
    : facts;
}

/** The appointment for a calendar, in that person's language. */
export function appointmentFile(
  facts: BookingFacts,
  method: 'REQUEST' | 'CANCEL' | 'PUBLISH',
  to: Addressee,
  { domain, sender }: MailOrigin,
): string {
  const isCustomer = to.role === 'customer';
  const { summary, description } = appointmentTexts(facts, to);
  const manage =
    isCustomer && method !== 'CANCEL' ? languageOf(to.locale).say('calendar.manage', { link: facts.links.manage }) : '';
  return calendarFile({
    method,
    facts,
    to,
    summary,
    description: [description, manage].filter(Boolean).join('\n'),
    url: isCustomer ? facts.links.manage : undefined,
    domain,
    sender,
  });
}

type Told = Pick<BookingFacts, 'service' | 'business' | 'customer' | 'staffName' | 'price' | 'note'>;

/** What a calendar says of an appointment, without any link. */
export function appointmentTexts(
  { service, business, customer, staffName, price, note }: Told,
  { role, locale, timeZone }: Pick<Addressee, 'role' | 'locale' | 'timeZone'>,
): { summary: string; description: string } {
  const { say, tag } = languageOf(locale);
  const isCustomer = role === 'customer';
  const about = isCustomer
    ? [
        `${say('fact.staff')}: ${staffName}`,
        price && `${say('fact.price')}: ${createFormat(tag, timeZone).money(price)}`,
      ]
    : [customer.phone && `${say('fact.phone')}: ${customer.phone}`, note];
  return {
    summary: isCustomer
      ? say('calendar.summary', { service, business })
      : say('calendar.summary.staff', { service, customer: customer.name }),
    description: about.filter(Boolean).join('\n'),
  };
}
