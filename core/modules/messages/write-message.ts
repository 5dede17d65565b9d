import { randomUUIDv7 } from 'node:crypto';
import type { Clock } from '../../kernel/clock/clock.ts';
import type { Sql, Statement } from '../../kernel/db/db.ts';
import type { LifecycleMessage } from '../bookings/lifecycle/lifecycle.ports.ts';
import { createFactsReader, type FactsReaderDeps } from './booking-facts.ts';
import { messageIdOf } from './messages.domain.ts';
import { renderMessage, type MailOrigin } from './render-message.ts';
import { writeByTemplate } from './templates/write-by-template.ts';

const COLUMNS = `(organization_id, id, booking_id, version, kind, recipient, message_id, to_name, to_address,
  subject, html, body_text, calendar_method, calendar, created_at, status, reason,
  template_kind, template_locale, template_version, template_problem)`;
const VALUES = `($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, to_timestamp($15::float8 / 1000), $16, $17,
  $18, $19, $20, $21)`;

const QUEUE: Statement = {
  name: 'queue_message',
  text: `insert into messages ${COLUMNS} values ${VALUES} on conflict (organization_id, message_id) do nothing`,
};
const SKIP: Statement = {
  name: 'skip_message',
  text: `insert into messages ${COLUMNS} values ${VALUES}
    on conflict (organization_id, message_id) do update set status = 'skipped', reason = excluded.reason, next_attempt_at = null
    where messages.status in ('queued', 'failed')`,
};

export interface WriteMessageDeps extends FactsReaderDeps {
  readonly clock: Clock;
  readonly origin: MailOrigin;
}

/**
 * Renders messages and stores them beside the facts that they tell: the row is what is sent, however late. A message
 * that is there already stays as it is.
 */
export function createWriteMessage({ clock, origin, ...links }: WriteMessageDeps) {
  const readFacts = createFactsReader(links);

  async function write(sql: Sql, message: LifecycleMessage, skipped: string | null): Promise<void> {
    const { organizationId, bookingId, kind, version, recipient } = message;
    const now = clock.now();
    const found = await readFacts(sql, message, message, now);
    if (!found) return; // gone, and with it everything that could be said
    const { facts, to } = found;
    const addressee = { ...to, address: to.address ?? '' };
    const builtIn = renderMessage(facts, kind, addressee, origin);
    const written = await writeByTemplate(sql, organizationId, { facts, kind, to: addressee }, builtIn);
    const { subject, html, text, calendar } = written.message;
    const reason = skipped ?? (to.address ? null : 'there is no address to write to');
    await sql.query(reason === null ? QUEUE : SKIP, [
      ...[organizationId, randomUUIDv7(), bookingId, version, kind, recipient],
      messageIdOf(bookingId, message, origin.domain),
      ...[to.name, addressee.address, subject, html, text],
      ...[calendar?.method ?? null, calendar?.content ?? null],
      ...[now, reason === null ? 'queued' : 'skipped', reason ?? ''],
      ...[written.by?.kind ?? null, written.by?.locale ?? null, written.by?.version ?? null, written.by?.problem ?? ''],
    ]);
  }

  return {
    queue: (sql: Sql, message: LifecycleMessage) => write(sql, message, null),
    skip: (sql: Sql, message: LifecycleMessage, reason: string) => write(sql, message, reason),
  };
}
