import { z } from 'zod';
import { defineApi } from '../../kernel/http/define-api.ts';
import { ById, Cursor, Id, Instant, listOf } from '../../kernel/http/fields.ts';

export const MessageStatus = z.enum(['queued', 'sent', 'failed', 'skipped']);

export const MessageView = z.object({
  id: Id,
  bookingId: Id.nullable(),
  kind: z.string(),
  recipient: z.enum(['customer', 'staff']),
  to: z.string(),
  subject: z.string(),
  status: MessageStatus,
  /** The channel plugin that took it, such as `smtp-messages`. */
  channel: z.string().nullable(),
  attempts: z.int(),
  /** Why it failed or was skipped. */
  reason: z.string(),
  nextAttemptAt: Instant.nullable(),
  createdAt: Instant,
  sentAt: Instant.nullable(),
  /** The owner's template that it was to be written by; with a problem, the built-in text was sent instead. */
  template: z.object({ version: z.int(), problem: z.string() }).nullable(),
});
export type MessageView = z.infer<typeof MessageView>;

export const MessageDetail = MessageView.extend({
  html: z.string(),
  text: z.string(),
  messageId: z.string(),
  hasCalendar: z.boolean(),
});
export type MessageDetail = z.infer<typeof MessageDetail>;

export const messagesApi = defineApi({
  list: {
    method: 'GET',
    path: '/messages',
    access: 'can:messages.read',
    summary: 'Messages, newest first',
    query: z.strictObject({ bookingId: Id.optional(), status: MessageStatus.optional(), cursor: Cursor }),
    response: listOf(MessageView),
  },
  show: {
    method: 'GET',
    path: '/messages/:id',
    access: 'can:messages.read',
    summary: 'One message with its text',
    params: ById,
    response: MessageDetail,
  },
  retry: {
    method: 'POST',
    path: '/messages/:id/retry',
    access: 'can:messages.write',
    idempotent: true,
    summary: 'Try a failed message again now',
    params: ById,
    body: z.strictObject({}),
    response: MessageView,
  },
});
