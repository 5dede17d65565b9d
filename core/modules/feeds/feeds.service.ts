import { hash } from 'node:crypto';
import type { Clock } from '../../kernel/clock/clock.ts';
import { sha256, tenantOfToken, tenantToken } from '../../kernel/crypto/tokens.ts';
import type { Db, Sql, Statement } from '../../kernel/db/db.ts';
import { notFound } from '../../kernel/errors/errors.ts';
import { actorOf, type LinkCaller, type UserCaller } from '../../kernel/http/callers.ts';
import type { Document } from '../../kernel/http/mount-api.ts';
import { staffScope } from '../bookings/bookings.module.ts';
import type { MailOrigin } from '../messages/messages.module.ts';
import { feedCalendar } from './feed-calendar.ts';
import { EVENTS, FIND_FEED, STAMP, type FeedEventRow, type FeedRow } from './feed-rows.ts';
import type { FeedView, NewFeed } from './feeds.contract.ts';
import { feedGone, mailLinkNeeded } from './feeds.errors.ts';

export interface FeedsDeps {
  db: Db;
  clock: Clock;
  /** Origin of every address; never taken from a request. */
  baseUrl: string;
  origin: MailOrigin;
}

const DAY = 86_400_000;
const DAYS_BACK = 30;
/** Raised when the same rows are written in another way. */
const FORMAT = 1;

/** Kept by the program that asked, by nobody between; asked about each time; found by no search engine. */
const HEADERS = {
  'cache-control': 'private, no-cache',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex, nofollow, noarchive',
};

type Owner = 'staff' | 'customer';

const statements = (owner: Owner) =>
  ({
    show: {
      name: `show_${owner}_feed`,
      text: `select created_at from calendar_feeds where organization_id = $1 and ${owner}_id = $2`,
    },
    // One statement: who asks for the former address meanwhile finds either it or the new one.
    create: {
      name: `create_${owner}_feed`,
      text: `insert into calendar_feeds (organization_id, ${owner}_id, token_hash, locale, created_by, created_at)
        values ($1, $2, $3, $4, $5, to_timestamp($6 / 1000.0))
        on conflict (organization_id, ${owner}_id) do update
        set token_hash = excluded.token_hash, locale = excluded.locale, created_by = excluded.created_by, created_at = excluded.created_at`,
    },
    remove: {
      name: `remove_${owner}_feed`,
      text: `delete from calendar_feeds where organization_id = $1 and ${owner}_id = $2`,
    },
  }) as const satisfies Record<string, Statement>;
const OF = { staff: statements('staff'), customer: statements('customer') };

const FIND_STAFF: Statement = {
  name: 'find_staff_of_feed',
  text: `select coalesce((select u.locale from users u where u.organization_id = $1 and u.staff_id = r.id and u.active
      order by u.created_at, u.id limit 1), o.locale) as locale, r.active
    from resources r join organizations o on o.id = r.organization_id
    where r.organization_id = $1 and r.id = $2 and r.kind = 'staff'`,
};
// A mail proves the address it went to: that must be the customer's still.
const FIND_CUSTOMER: Statement = {
  name: 'find_customer_of_feed',
  text: `select b.customer_id as "customerId", b.locale from bookings b
    join customers c on c.organization_id = b.organization_id and c.id = b.customer_id
    where b.organization_id = $1 and b.id = $2 and lower(b.customer_email) = c.email_key`,
};

/** Feeds of calendars: made and taken back by those they belong to, read by whoever has the address. */
export function createFeedsService({ db, clock, baseUrl, origin }: FeedsDeps) {
  async function view(sql: Sql, owner: Owner, organizationId: string, id: string): Promise<FeedView> {
    const [row] = await sql.query<{ created_at: Date }>(OF[owner].show, [organizationId, id]);
    return { createdAt: row?.created_at.toISOString() ?? null, allowed: true };
  }

  async function create(
    sql: Sql,
    owner: Owner,
    { organizationId, id, locale, by }: { organizationId: string; id: string; locale: string; by: string },
  ): Promise<NewFeed> {
    const token = tenantToken(organizationId);
    const now = clock.now();
    await sql.query(OF[owner].create, [organizationId, id, sha256(token), locale, by, now]);
    return { url: `${baseUrl}/api/v1/feeds/${token}.ics`, createdAt: new Date(now).toISOString() };
  }

  /** @throws `staff.not_found` also for a colleague of somebody who sees only the own calendar */
  async function staffOf(sql: Sql, id: string, caller: UserCaller): Promise<{ locale: string; active: boolean }> {
    const [row] = await sql.query<{ locale: string; active: boolean }>(FIND_STAFF, [
      caller.organizationId,
      staffScope(caller, id),
    ]);
    if (!row) throw notFound('staff');
    return row;
  }

  /** @throws `booking.not_found`; `feed.mail_link_needed` where nothing shows that the address is theirs */
  async function customerOf(sql: Sql, { organizationId, bookingId, isMailed }: LinkCaller) {
    if (!isMailed) throw mailLinkNeeded();
    const [row] = await sql.query<{ customerId: string; locale: string }>(FIND_CUSTOMER, [organizationId, bookingId]);
    if (!row) throw notFound('booking');
    return row;
  }

  return {
    showOfStaff: (id: string, caller: UserCaller): Promise<FeedView> =>
      db.tenant(caller.organizationId, async (sql) => {
        await staffOf(sql, id, caller);
        return view(sql, 'staff', caller.organizationId, id);
      }),
    createOfStaff: (id: string, caller: UserCaller): Promise<NewFeed> =>
      db.tenant(caller.organizationId, async (sql) => {
        const { locale, active } = await staffOf(sql, id, caller);
        if (!active) throw feedGone();
        return create(sql, 'staff', { organizationId: caller.organizationId, id, locale, by: actorOf(caller) });
      }),
    removeOfStaff: (id: string, caller: UserCaller): Promise<FeedView> =>
      db.tenant(caller.organizationId, async (sql) => {
        await staffOf(sql, id, caller);
        await sql.query(OF.staff.remove, [caller.organizationId, id]);
        return view(sql, 'staff', caller.organizationId, id);
      }),

    showOfCustomer: async (caller: LinkCaller): Promise<FeedView> => {
      if (!caller.isMailed) return { createdAt: null, allowed: false };
      return db.tenant(caller.organizationId, async (sql) => {
        const { customerId } = await customerOf(sql, caller);
        return view(sql, 'customer', caller.organizationId, customerId);
      });
    },
    createOfCustomer: (caller: LinkCaller): Promise<NewFeed> =>
      db.tenant(caller.organizationId, async (sql) => {
        const { customerId, locale } = await customerOf(sql, caller);
        const { organizationId } = caller;
        return create(sql, 'customer', { organizationId, id: customerId, locale, by: actorOf(caller) });
      }),
    removeOfCustomer: (caller: LinkCaller): Promise<FeedView> =>
      db.tenant(caller.organizationId, async (sql) => {
        const { customerId } = await customerOf(sql, caller);
        await sql.query(OF.customer.remove, [caller.organizationId, customerId]);
        return view(sql, 'customer', caller.organizationId, customerId);
      }),

    /**
     * The calendar behind an address. Where the asker knows its ETag, nothing is written: the stamp is one statement.
     * @throws `feed.not_found`, the same for a token made up, taken back or replaced; `feed.gone` (410)
     */
    async read(token: string, knows: (etag: string) => boolean): Promise<Document> {
      const organizationId = tenantOfToken(token);
      if (!organizationId) throw notFound('feed');
      return db.tenant(organizationId, async (sql) => {
        const [feed] = await sql.query<FeedRow>(FIND_FEED, [organizationId, sha256(token)]);
        if (!feed) throw notFound('feed');
        if (!feed.is_open) throw feedGone();
        const owner = feed.staff_id === null ? 'customer' : 'staff';
        const values = [organizationId, feed.staff_id ?? feed.customer_id, clock.now() - DAYS_BACK * DAY];
        const [row] = await sql.query<{ stamp: string }>(STAMP[owner], values);
        const etag = `"${hash('sha1', JSON.stringify([FORMAT, feed, origin, baseUrl, row!.stamp]), 'base64url')}"`;
        if (knows(etag)) return { content: '', etag, headers: HEADERS };
        const events = await sql.query<FeedEventRow>(EVENTS[owner], values);
        return { content: feedCalendar(feed, events, { origin, baseUrl }), etag, headers: HEADERS };
      });
    },
  };
}
