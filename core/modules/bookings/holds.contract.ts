import { z } from 'zod';
import { defineApi } from '../../kernel/http/define-api.ts';
import { ById, Id, Instant } from '../../kernel/http/fields.ts';
import { ChoiceFields } from './bookings.contract.ts';

export const HoldRef = z.strictObject({ id: Id, token: z.string().min(1).max(200) });
export type HoldRef = z.infer<typeof HoldRef>;

export const HoldSlot = z.strictObject({
  serviceId: Id,
  /** Left out or null: anyone who is free. */
  staffId: Id.nullish(),
  startsAt: Instant,
  ...ChoiceFields,
  /** Of a service that is booked by its link only. */
  link: z.string().max(100).optional(),
  /** An earlier hold of the same visitor: given back in the same step. */
  instead: HoldRef.optional(),
});
export type HoldSlot = z.infer<typeof HoldSlot>;

export const HoldView = z.object({
  /** The booking will have this id. */
  id: Id,
  /** Opens the hold, and later the booking. */
  token: z.string(),
  staff: z.object({ id: Id, name: z.string() }),
  startsAt: Instant,
  endsAt: Instant,
  expiresAt: Instant,
  /** How long it is kept. */
  seconds: z.int(),
  /** By the server's clock, for whoever counts down. */
  now: Instant,
});
export type HoldView = z.infer<typeof HoldView>;

export const holdsApi = defineApi({
  hold: {
    method: 'POST',
    path: '/holds',
    access: 'public',
    limit: 'booking',
    idempotent: true,
    summary: 'Keep a free time for five minutes while the customer fills in the form',
    body: HoldSlot,
    response: HoldView,
    status: 201,
  },
  release: {
    method: 'POST',
    path: '/holds/:id/release',
    access: 'public',
    limit: 'write',
    summary: 'Give it back; one that has ended is none',
    params: ById,
    body: z.strictObject({ token: z.string().min(1).max(200) }),
  },
});
