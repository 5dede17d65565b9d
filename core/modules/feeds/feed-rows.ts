import type { Statement } from '../../kernel/db/db.ts';
import type { Status } from '../bookings/bookings.domain.ts';

export interface FeedRow {
  staff_id: string | null;
  customer_id: string | null;
  locale: string;
  business: string;
  owner: string;
  /** Still with the business. */
  is_open: boolean;
}

export interface FeedEventRow {
  id: string;
  status: Status;
  version: number;
  starts_at: Date;
  ends_at: Date;
  updated_at: Date;
  service_name: string;
  price_amount: number | null;
  currency: string;
  note: string;
  time_zone: string;
  customer_name: string;
  customer_phone: string | null;
  staff_name: string;
  location_name: string;
  address: string;
  location_email: string | null;
  location_phone: string | null;
  location_zone: string;
}

/** More than anybody has ahead; the soonest come first. */
const MOST_EVENTS = 2_000;

// Somebody who cannot sign in any more reads no calendar either.
export const FIND_FEED: Statement = {
  name: 'find_calendar_feed',
  text: `
    select f.staff_id, f.customer_id, f.locale, o.name as business, coalesce(r.name, c.name) as owner,
      f.staff_id is null or (r.active and (
        not exists (select from users u where u.organization_id = $1 and u.staff_id = r.id)
        or exists (select from users u where u.organization_id = $1 and u.staff_id = r.id and u.active))) as is_open
    from calendar_feeds f
    join organizations o on o.id = f.organization_id
    left join resources r on r.organization_id = f.organization_id and r.id = f.staff_id
    left join customers c on c.organization_id = f.organization_id and c.id = f.customer_id
    where f.organization_id = $1 and f.token_hash = $2`,
};

// From $3 on; a booking lasts at most a day. What is only kept for a moment, or no longer, is nobody's appointment.
const events = (owner: 'staff_id' | 'customer_id'): string => `
  select b.id, b.status, b.version, b.starts_at, b.ends_at, b.updated_at, b.service_name, b.price_amount, b.currency, b.note,
    b.time_zone, b.customer_name, b.customer_phone, r.name as staff_name, l.name as location_name, l.address,
    l.email as location_email, l.phone as location_phone, l.time_zone as location_zone
  from bookings b
  join resources r on r.organization_id = b.organization_id and r.id = b.staff_id
  join locations l on l.organization_id = b.organization_id and l.id = b.location_id
  where b.organization_id = $1 and b.${owner} = $2
    and b.starts_at > to_timestamp($3 / 1000.0) - interval '24 hours' and b.ends_at > to_timestamp($3 / 1000.0)
    and b.status not in ('held', 'expired')
    and (b.status <> 'cancelled' or b.updated_at > to_timestamp($3 / 1000.0))
  order by b.starts_at, b.id limit ${MOST_EVENTS}`;

/** Of exactly the rows that a feed is made of, so that it cannot miss a change of any. */
const stamp = (owner: 'staff_id' | 'customer_id'): string =>
  `select md5(coalesce(string_agg(e::text, '' order by e.starts_at, e.id), '')) as stamp from (${events(owner)}) e`;

export const EVENTS = {
  staff: { name: 'staff_feed', text: events('staff_id') },
  customer: { name: 'customer_feed', text: events('customer_id') },
} as const satisfies Record<string, Statement>;
export const STAMP = {
  staff: { name: 'staff_feed_stamp', text: stamp('staff_id') },
  customer: { name: 'customer_feed_stamp', text: stamp('customer_id') },
} as const satisfies Record<string, Statement>;
