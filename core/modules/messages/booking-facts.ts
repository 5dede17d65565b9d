import type { Secrets } from '../../kernel/crypto/tokens.ts';
import type { Sql, Statement } from '../../kernel/db/db.ts';
import { changeUntil, isOpen, remindersOf, type Status } from '../bookings/bookings.domain.ts';
import type { MessageIdentity } from '../bookings/lifecycle/facts.domain.ts';
import type { Addressee, BookingFacts } from './messages.domain.ts';

interface FactsRow {
  status: Status;
  sequence: number;
  starts_at: Date;
  ends_at: Date;
  time_set_at: Date;
  updated_at: Date;
  moved_from: string | null;
  cancelled_by: string | null;
  cancel_reason: string;
  was: string | null;
  service_name: string;
  price_amount: number | null;
  currency: string;
  note: string;
  change_notice_minutes: number;
  customer_name: string;
  customer_email: string | null;
  customer_phone: string | null;
  locale: string;
  time_zone: string;
  business: string;
  business_locale: string;
  accent: string | null;
  slug: string;
  location_name: string;
  address: string;
  location_phone: string | null;
  location_email: string | null;
  location_zone: string;
  staff_id: string;
  staff_name: string;
  addressed_id: string;
  addressed_name: string;
  addressed_email: string | null;
  addressed_locale: string | null;
}

// SEQUENCE is the version: whatever changes, no calendar program takes an older state for a newer one.
// `moved_from`: where the booking was when this recipient last heard of it, not merely before the last of several moves.
const READ: Statement = {
  name: 'message_facts',
  text: `
    select b.status, b.version as sequence, b.starts_at, b.ends_at, b.time_set_at, b.updated_at, b.cancelled_by, b.cancel_reason,
      b.service_name, b.price_amount, b.currency, b.note, b.change_notice_minutes,
      b.customer_name, b.customer_email, b.customer_phone, b.locale, b.time_zone,
      o.name as business, o.locale as business_locale, br.accent, l.slug, l.name as location_name, l.address,
      l.phone as location_phone, l.email as location_email, l.time_zone as location_zone,
      r.id as staff_id, r.name as staff_name, a.id as addressed_id, a.name as addressed_name, a.email as addressed_email,
      (select u.locale from users u where u.organization_id = b.organization_id and u.staff_id = a.id and u.active
        order by u.created_at, u.id limit 1) as addressed_locale,
      (select e.detail ->> 'was' from booking_events e
        where e.organization_id = b.organization_id and e.booking_id = b.id and e.kind in ('cancelled', 'declined')
        order by e.version desc limit 1) as was,
      (select e.detail ->> 'from' from booking_events e
        where e.organization_id = b.organization_id and e.booking_id = b.id and e.kind = 'moved'
          and e.version > coalesce((select max(m.version) from messages m
            where m.organization_id = b.organization_id and m.booking_id = b.id and m.recipient = $3 and m.status = 'sent'), 0)
        order by e.version limit 1) as moved_from
    from bookings b
    join organizations o on o.id = b.organization_id
    join locations l on l.organization_id = b.organization_id and l.id = b.location_id
    join brands br on br.organization_id = b.organization_id and br.id = l.brand_id
    join resources r on r.organization_id = b.organization_id and r.id = b.staff_id
    join resources a on a.organization_id = b.organization_id and a.id = coalesce($4, b.staff_id)
    where b.organization_id = $1 and b.id = $2`,
};

export interface FactsReaderDeps {
  readonly secrets: Secrets;
  /** Origin of every link; never taken from a request. */
  readonly baseUrl: string;
}

export interface FactsAndAddressee {
  readonly facts: BookingFacts;
  /** Without an address there is nobody to write to. */
  readonly to: Omit<Addressee, 'address'> & { readonly address: string | null };
}

/** Reads what a message about a booking says, and to whom, in the caller's transaction. Undefined: no such booking. */
export const createFactsReader =
  ({ secrets, baseUrl }: FactsReaderDeps) =>
  async (
    sql: Sql,
    booking: { readonly organizationId: string; readonly bookingId: string },
    { recipient, staffId }: Pick<MessageIdentity, 'recipient' | 'staffId'>,
    now: number,
  ): Promise<FactsAndAddressee | undefined> => {
    const { organizationId, bookingId } = booking;
    const [row] = await sql.query<FactsRow>(READ, [organizationId, bookingId, recipient, staffId ?? null]);
    if (!row) return undefined;
    const token = secrets.bookingToken(organizationId, bookingId);
    const links = {
      manage: `${baseUrl}/b/${row.slug}/manage/${bookingId}#${token}`,
      mailed: `${baseUrl}/b/${row.slug}/manage/${bookingId}#${secrets.mailed(token)}`,
      calendar: `${baseUrl}/api/v1/bookings/${bookingId}/calendar.ics?token=${token}`,
      book: `${baseUrl}/b/${row.slug}`,
      admin: `${baseUrl}/admin/bookings/${bookingId}`,
    };
    return { facts: factsOf(row, bookingId, links, now), to: recipient === 'staff' ? staffOf(row) : customerOf(row) };
  };

function factsOf(row: FactsRow, bookingId: string, links: BookingFacts['links'], now: number): BookingFacts {
  const [startsAt, timeSetAt] = [row.starts_at.getTime(), row.time_set_at.getTime()];
  const until = changeUntil({ startsAt, changeNoticeMinutes: row.change_notice_minutes });
  return {
    bookingId,
    status: row.status,
    sequence: row.sequence,
    startsAt,
    endsAt: row.ends_at.getTime(),
    changedAt: row.updated_at.getTime(),
    movedFrom: row.moved_from === null ? null : Date.parse(row.moved_from),
    service: row.service_name,
    price: row.price_amount === null ? null : { amount: row.price_amount, currency: row.currency },
    note: row.note,
    business: row.business,
    accent: row.accent,
    location: {
      name: row.location_name,
      address: row.address,
      phone: row.location_phone,
      email: row.location_email,
      timeZone: row.location_zone,
    },
    staffName: row.staff_name,
    customer: { name: row.customer_name, email: row.customer_email, phone: row.customer_phone },
    reminders: remindersOf({ startsAt, timeSetAt }).flatMap(({ at }) => (at > now ? [at] : [])),
    changeUntil: isOpen(row.status) && until > now ? until : null,
    cancellation:
      row.status === 'cancelled'
        ? {
            by: row.cancelled_by === 'customer' ? 'customer' : 'business',
            reason: row.cancel_reason,
            wasConfirmed: row.was === 'confirmed',
          }
        : null,
    links,
  };
}

const customerOf = (row: FactsRow): FactsAndAddressee['to'] => ({
  role: 'customer',
  name: row.customer_name,
  address: row.customer_email,
  locale: row.locale,
  timeZone: row.time_zone,
  isFormerStaff: false,
});

const staffOf = (row: FactsRow): FactsAndAddressee['to'] => ({
  role: 'staff',
  name: row.addressed_name,
  address: row.addressed_email,
  locale: row.addressed_locale ?? row.business_locale,
  timeZone: row.location_zone,
  isFormerStaff: row.addressed_id !== row.staff_id,
});
