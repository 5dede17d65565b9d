import { z } from 'zod';
import { defineApi } from '../../kernel/http/define-api.ts';
import { Cursor, Id, Instant, listOf, Prose } from '../../kernel/http/fields.ts';

export const CustomerView = z.object({
  id: Id,
  name: z.string(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  bookings: z.int(),
  noShows: z.int(),
  lastVisitAt: Instant.nullable(),
  createdAt: Instant,
});
export type CustomerView = z.infer<typeof CustomerView>;

export const customersApi = defineApi({
  list: {
    method: 'GET',
    path: '/customers',
    access: 'can:customers.read',
    summary: 'Customers by name',
    query: z.strictObject({ q: Prose(100).optional(), cursor: Cursor }),
    response: listOf(CustomerView),
  },
});
