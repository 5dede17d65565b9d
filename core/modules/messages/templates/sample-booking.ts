import type { Sql, Statement } from '../../../kernel/db/db.ts';
import type { MessageKind } from '../../bookings/lifecycle/facts.domain.ts';
import type { Addressee, BookingFacts } from '../messages.domain.ts';
import { valuesFor } from '../render-message.ts';
import type { TemplateValues } from './liquid.ts';
import type { TemplateRef } from './template-kinds.ts';

interface BusinessRow {
  business: string;
  locale: string;
  accent: string | null;
  name: string;
  address: string;
  phone: string | null;
  email: string | null;
  time_zone: string;
  currency: string;
  slug: string;
  service: string | null;
  price: number | null;
  staff: string | null;
}

// Of the business itself what a preview can show of it; of people nobody who exists.
const BUSINESS: Statement = {
  name: 'template_business',
  text: `
    select o.name as business, o.locale, b.accent, l.name, l.address, l.phone, l.email, l.time_zone, l.currency, l.slug,
      s.name as service, s.price_amount as price, r.name as staff
    from organizations o
    join locations l on l.organization_id = o.id
    join brands b on b.organization_id = o.id and b.id = l.brand_id
    left join lateral (select name, price_amount from services where organization_id = o.id and active
      order by position, id limit 1) s on true
    left join lateral (select name from resources where organization_id = o.id and kind = 'staff' and active
      order by id limit 1) r on true
    where o.id = $1 order by l.id limit 1`,
};

const WORDS = {
  en: {
    service: 'Haircut',
    staff: 'Kim',
    customer: 'Alex Morgan',
    note: 'Back entrance, please.',
    reason: 'We have to close that day.',
  },
  de: {
    ...{ service: 'Haarschnitt', staff: 'Kim', customer: 'Alex Berger' },
    ...{ note: 'Bitte den Hintereingang.', reason: 'Wir müssen an dem Tag schließen.' },
  },
};

const HOUR = 3_600_000;

/** Values of one message to show, and of two more that every template must cope with: all that there can be, and as little. */
export async function sampleValues(
  sql: Sql,
  organizationId: string,
  ref: TemplateRef,
  { baseUrl, now }: { baseUrl: string; now: number },
): Promise<readonly [TemplateValues, ...TemplateValues[]]> {
  const [row] = await sql.query<BusinessRow>(BUSINESS, [organizationId]);
  if (!row) throw new Error(`The business ${organizationId} has no location.`);
  const { facts, to } = sampleBooking(row, ref, baseUrl, now);
  // Whoever had a booking before is told that it is cancelled; that message has words of its own.
  const kind = (ref.kind === 'handed-over' ? 'booking-cancelled' : ref.kind) as MessageKind;
  const elsewhere = to.timeZone === 'Asia/Tokyo' ? 'America/New_York' : 'Asia/Tokyo';
  const much: BookingFacts = { ...facts, movedFrom: facts.startsAt - 26 * HOUR };
  const little: BookingFacts = {
    ...facts,
    ...{ price: null, note: '', movedFrom: null, reminders: [], changeUntil: null, cancellation: null },
    location: { ...facts.location, name: '', address: '', phone: null, email: null },
    customer: { name: facts.customer.name, email: null, phone: null },
  };
  return [
    valuesFor(facts, kind, to),
    valuesFor(much, kind, { ...to, timeZone: elsewhere }),
    valuesFor(little, kind, to),
  ];
}

function sampleBooking(row: BusinessRow, ref: TemplateRef, baseUrl: string, now: number) {
  const words = WORDS[ref.locale as keyof typeof WORDS] ?? WORDS.en;
  const startsAt = inThreeDays(now, row.time_zone);
  const isOff = ['booking-cancelled', 'booking-declined'].includes(ref.kind);
  const bookingId = '01900000-0000-7000-8000-000000000000';
  const facts: BookingFacts = {
    bookingId,
    status: isOff ? 'cancelled' : ref.kind === 'booking-requested' ? 'pending' : 'confirmed',
    sequence: 0,
    startsAt,
    endsAt: startsAt + 0.75 * HOUR,
    changedAt: now,
    movedFrom: ref.kind === 'booking-moved' ? startsAt - 26 * HOUR : null,
    service: row.service ?? words.service,
    price: { amount: row.price ?? 4_800, currency: row.currency },
    note: words.note,
    business: row.business,
    accent: row.accent,
    location: {
      ...{ name: row.name, address: row.address, phone: row.phone, email: row.email },
      timeZone: row.time_zone,
    },
    staffName: row.staff ?? words.staff,
    customer: { name: words.customer, email: 'alex@example.com', phone: '+49 30 555 0100' },
    reminders: [startsAt - 24 * HOUR, startsAt - HOUR],
    changeUntil: startsAt - 24 * HOUR,
    cancellation: isOff ? { by: 'business', reason: words.reason, wasConfirmed: true } : null,
    // Links of no booking: a preview opens nothing.
    links: {
      manage: `${baseUrl}/b/${row.slug}/manage/${bookingId}`,
      mailed: `${baseUrl}/b/${row.slug}/manage/${bookingId}`,
      calendar: `${baseUrl}/api/v1/bookings/${bookingId}/calendar.ics`,
      book: `${baseUrl}/b/${row.slug}`,
      admin: `${baseUrl}/admin/bookings/${bookingId}`,
    },
  };
  const to: Addressee = {
    role: ref.recipient,
    name: ref.recipient === 'customer' ? facts.customer.name : facts.staffName,
    address: 'alex@example.com',
    locale: row.locale.split('-')[0] === ref.locale ? row.locale : ref.locale,
    timeZone: row.time_zone,
    isFormerStaff: ref.kind === 'handed-over',
  };
  return { facts, to };
}

/** Half past ten there, in three days. */
const inThreeDays = (now: number, timeZone: string): number =>
  Temporal.Instant.fromEpochMilliseconds(now)
    .toZonedDateTimeISO(timeZone)
    .add({ days: 3 })
    .withPlainTime('10:30')
    .toInstant().epochMilliseconds;
