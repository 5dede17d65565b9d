import { z } from 'zod';
import { defineApi } from '../../kernel/http/define-api.ts';
import { ById, Instant } from '../../kernel/http/fields.ts';

export const FeedView = z.object({
  /** Null: there is none. */
  createdAt: Instant.nullable(),
  /** False: this link did not come by mail, so it makes and shows no feed. */
  allowed: z.boolean(),
});
export type FeedView = z.infer<typeof FeedView>;

/** The address is shown once; the database keeps a hash of its secret. */
export const NewFeed = z.object({ url: z.string(), createdAt: Instant });
export type NewFeed = z.infer<typeof NewFeed>;

const OF_STAFF = { path: '/staff/:id/calendar-feed', params: ById } as const;
const OF_CUSTOMER = { path: '/bookings/:id/calendar-feed', access: 'booking-link', params: ById } as const;

export const feedsApi = defineApi({
  showStaffFeed: {
    ...OF_STAFF,
    method: 'GET',
    access: 'can:bookings.read',
    summary: 'Whether calendar programs can subscribe to a person’s bookings',
    response: FeedView,
  },
  createStaffFeed: {
    ...OF_STAFF,
    method: 'POST',
    access: 'can:bookings.write',
    summary: 'A new secret address for it; a former one is dead at once',
    body: z.strictObject({}),
    response: NewFeed,
    status: 201,
  },
  removeStaffFeed: {
    ...OF_STAFF,
    method: 'DELETE',
    access: 'can:bookings.write',
    summary: 'Take the address back',
    response: FeedView,
  },
  showCustomerFeed: {
    ...OF_CUSTOMER,
    method: 'GET',
    limit: 'read',
    summary: 'Whether calendar programs can subscribe to this customer’s bookings',
    response: FeedView,
  },
  createCustomerFeed: {
    ...OF_CUSTOMER,
    method: 'POST',
    limit: 'write',
    summary: 'A new secret address for it, with the link of a mail only; a former one is dead at once',
    body: z.strictObject({}),
    response: NewFeed,
    status: 201,
  },
  removeCustomerFeed: {
    ...OF_CUSTOMER,
    method: 'DELETE',
    limit: 'write',
    summary: 'Take the address back, with the link of a mail only',
    response: FeedView,
  },
  read: {
    method: 'GET',
    path: '/feeds/:token.ics',
    access: 'public',
    limit: 'feed',
    summary: 'A person’s bookings for calendar programs; ETag and 304',
    params: z.strictObject({ token: z.string().max(200) }),
    produces: 'text/calendar; charset=utf-8',
  },
});
