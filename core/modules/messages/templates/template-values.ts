import { createFormat } from '../format.ts';
import { messageContent } from '../message-content.ts';
import type { Addressee, BookingFacts } from '../messages.domain.ts';
import type { MessageKind } from '../../bookings/lifecycle/facts.domain.ts';
import type { TemplateValues } from './liquid.ts';

/**
 * What a template may say of a booking to one reader, already in that person's words, zone and language. Every name is
 * always there; what does not apply is an empty text or list.
 */
export function templateValues(facts: BookingFacts, kind: MessageKind, to: Addressee): TemplateValues {
  const content = messageContent(facts, kind, to);
  const format = createFormat(content.language, to.timeZone);
  const { links, location, customer } = facts;
  return cleaned({
    business: facts.business,
    service: facts.service,
    staff: facts.staffName,
    price: facts.price ? format.money(facts.price) : '',
    note: facts.note,
    reason: facts.cancellation?.reason ?? '',
    cancelled_by: facts.cancellation?.by ?? '',
    change_until: facts.changeUntil === null ? '' : format.moment(facts.changeUntil),
    recipient: { name: to.name },
    customer: { name: customer.name, email: customer.email ?? '', phone: customer.phone ?? '' },
    time: {
      ...content.when,
      elsewhere: content.elsewhere ?? '',
      before: content.before ?? '',
    },
    location: {
      name: location.name,
      address: location.address,
      phone: location.phone ?? '',
      email: location.email ?? '',
    },
    facts: content.facts.map(({ label, value }) => ({ label, value })),
    next: { title: content.next?.title ?? '', lines: content.next?.lines ?? [] },
    actions: content.actions.map(({ label, url }) => ({ label, url })),
    footer: content.footer,
    brand: { accent: content.colours.accent, on_accent: content.colours.onAccent },
    // The customer's own links open the booking as the customer: nobody else gets them. A template is read in a mail.
    links:
      to.role === 'customer'
        ? { manage: links.mailed, calendar: links.calendar, book: links.book }
        : { admin: links.admin },
  });
}

/** What a subject may say: the team reads it in lists, so it opens nothing. */
export const subjectValues = (values: TemplateValues): TemplateValues =>
  Object.fromEntries(Object.entries(values).filter(([name]) => name !== 'links' && name !== 'actions'));

type Value = TemplateValues[string];

/** Texts without control characters but line breaks, whoever typed them. */
function cleaned(values: TemplateValues): TemplateValues {
  const clean = (value: Value): Value => {
    if (typeof value === 'string')
      return value.replaceAll(/\r\n?|[\u0085\u2028\u2029]/g, '\n').replaceAll(/(?!\n)\p{Cc}/gu, '');
    if (Array.isArray(value))
      return (value as readonly (string | TemplateValues)[]).map(clean) as (string | TemplateValues)[];
    return cleaned(value as TemplateValues);
  };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, clean(value)]));
}

/** A name that a template may use. */
export interface KnownName {
  /** Such as `time.day`; of what a list holds, `facts[].label`. */
  readonly name: string;
  readonly isList: boolean;
  /** What it stands for here; of a list its length says nothing, so empty. */
  readonly sample: string;
}

export function namesOf(values: TemplateValues, above = ''): KnownName[] {
  return Object.entries(values).flatMap(([key, value]): KnownName[] => {
    const name = `${above}${key}`;
    if (typeof value === 'string') return [{ name, isList: false, sample: value }];
    if (!Array.isArray(value)) return namesOf(value as TemplateValues, `${name}.`);
    const [first] = value as readonly (string | TemplateValues)[];
    return [{ name, isList: true, sample: '' }, ...(typeof first === 'object' ? namesOf(first, `${name}[].`) : [])];
  });
}
