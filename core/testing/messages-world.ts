import { randomUUIDv7 } from 'node:crypto';
import pg from 'pg';
import { createSecrets, sha256 } from '../kernel/crypto/tokens.ts';
import type { Change } from '../kernel/live/changes.ts';
import type { MessageKind, Recipient } from '../modules/bookings/lifecycle/facts.domain.ts';
import { createMessagesService } from '../modules/messages/messages.service.ts';
import type { OutgoingMessage } from '../plugin-api/index.ts';
import type { CreatedBusiness } from '../seed/business-plan.ts';
import { createBusiness } from '../seed/create-business.ts';
import { createTestDatabase } from './database.ts';

/** When the world begins; its bookings are at the sample's time, four days later. */
const START = Date.parse('2026-11-20T16:00:00Z');

/** A message as the database holds it. */
export interface StoredMessage {
  id: string;
  message_id: string;
  status: string;
  reason: string;
  attempts: number;
  channel: string | null;
  next_attempt_at: Date | null;
  sent_at: Date | null;
  to_address: string;
  subject: string;
  body_text: string;
  calendar_method: string | null;
  calendar: string | null;
  template_kind: string | null;
  template_version: number | null;
  template_problem: string;
}

const planOf = (slug: string) => ({
  name: 'Salon Demo',
  slug,
  location: {
    ...{ name: 'Mitte', address: 'Torstraße 1\n10119 Berlin' },
    ...{ phone: '+49 30 1234567', email: 'salon@example.com' },
  },
  staff: [{ name: 'Anna', email: 'anna@example.com' }, { name: 'Ben', email: 'ben@example.com' }, { name: 'Cem' }],
  services: [{ name: 'Cut & colour', durationMinutes: 45, changeNoticeMinutes: 1440, priceAmount: 4850 }],
  users: [{ email: `anna@${slug}.example`, role: 'staff' as const, staff: 'Anna', locale: 'de' }],
});

const INSERT_BOOKING = `
  insert into bookings (organization_id, id, location_id, service_id, staff_id, customer_id, customer_email, link_hash, status,
    starts_at, ends_at, time_set_at, updated_at, customer_name, time_zone, locale, service_name, price_amount, currency,
    change_notice_minutes, source)
  values ($1, $2, $3, $4, $5, $6, $7, $8, 'confirmed', '2026-11-24T09:30Z', '2026-11-24T10:15Z', '2026-11-20T16:00Z',
    '2026-11-20T16:00Z', 'Zoë O’Brien', 'Europe/London', 'en-GB', 'Cut & colour', 4850, 'EUR', 1440, 'online')`;

/** The messages module on a database of its own, with two tenants, a clock to turn and a channel to break. */
export async function createMessagesWorld() {
  const database = await createTestDatabase();
  const { db } = database;
  const secrets = createSecrets('a secret of thirty-two characters!');
  const [business, other] = [await createBusiness(db, planOf('mails')), await createBusiness(db, planOf('others'))];
  const sent: OutgoingMessage[] = [];
  const published: Change[] = [];
  const world = {
    /** Epoch milliseconds. */
    now: START,
    /** What the channel does with a message. */
    send: async (message: OutgoingMessage): Promise<unknown> => sent.push(message),
  };
  const channel = {
    pluginId: 'post',
    standIn: false,
    provider: { send: (message: OutgoingMessage) => world.send(message) },
  };
  const messages = createMessagesService({
    db,
    host: { providers: () => [channel] as never, failed: () => [] },
    clock: { now: () => world.now },
    changes: { publish: (change) => void published.push(change) },
    secrets,
    baseUrl: 'https://book.example.com',
  });
  const { organizationId } = business;

  const query = <Row = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<Row[]> =>
    db.tenant(organizationId, (sql) =>
      sql.query<Row>({ name: `test_${sha256(text).toString('hex').slice(0, 16)}`, text }, values),
    );
  const identity = (
    bookingId: string,
    kind: MessageKind = 'booking-confirmed',
    version = 1,
    recipient: Recipient = 'customer',
  ) => ({
    ...{ organizationId, bookingId, kind, version, recipient },
  });
  const stored = (bookingId: string) =>
    query<StoredMessage>('select * from messages where booking_id = $1 order by version, recipient', [bookingId]);
  const queue = (message: ReturnType<typeof identity> & { staffId?: string }) =>
    db.tenant(organizationId, (sql) => messages.queue(sql, message));

  async function book({ staff = 'Anna' } = {}): Promise<string> {
    const [customer, booking] = [randomUUIDv7(), randomUUIDv7()];
    const { locationId, services } = business;
    await query('insert into customers (organization_id, id, name) values ($1, $2, $3)', [
      organizationId,
      customer,
      'Zoë',
    ]);
    await query(INSERT_BOOKING, [
      ...[organizationId, booking, locationId, services['Cut & colour'], business.staff[staff], customer],
      ...['zoe@example.com', sha256(secrets.bookingToken(organizationId, booking))],
    ]);
    return booking;
  }

  return Object.assign(world, {
    ...{ start: START, business, other, messages, sent, published, query, identity, stored, queue, book },
    drop: database.drop,
    inTenant: db.tenant,
    /** Puts this to use for English confirmations to customers, without any check. */
    async useTemplate({ subject, html }: { subject: string; html: string }): Promise<void> {
      const ref = [organizationId, 'booking-confirmed', 'customer', 'en'];
      await query(
        `insert into message_templates (organization_id, kind, recipient, locale, latest_version) values ($1, $2, $3, $4, 1)`,
        ref,
      );
      await query(
        `insert into message_template_versions (organization_id, kind, recipient, locale, version, subject, mjml, html, plain, created_by)
         values ($1, $2, $3, $4, 1, $5, '', $6, $5, $7)`,
        [...ref, subject, html, Object.values(business.users)[0]],
      );
      await query('update message_templates set active_version = 1');
    },
    /** As nobody may in production. */
    asOwner: async (text: string): Promise<void> => {
      const client = new pg.Client({ connectionString: database.superuserUrl });
      await client.connect();
      await client.query(text);
      await client.end();
    },
    tokenOf: (bookingId: string): string => secrets.bookingToken(organizationId, bookingId),
    /** As at the beginning, with the bookings and messages there are. */
    reset(): void {
      sent.length = 0;
      published.length = 0;
      world.now = START;
      world.send = async (message) => sent.push(message);
    },
    skip: (message: ReturnType<typeof identity>, reason: string) =>
      db.tenant(organizationId, (sql) => messages.skip(sql, message, reason)),
    /** A confirmation that is queued. */
    async queued(): Promise<StoredMessage> {
      const booking = await book();
      await queue(identity(booking));
      return (await stored(booking))[0]!;
    },
    reread: async ({ id }: StoredMessage): Promise<StoredMessage> =>
      (await query<StoredMessage>('select * from messages where id = $1', [id]))[0]!,
    deliver: ({ id }: StoredMessage, tenant: CreatedBusiness = business) => messages.deliver(tenant.organizationId, id),
    async happened(booking: string, version: number, kind: string, detail: object): Promise<void> {
      await query(
        `insert into booking_events (organization_id, booking_id, version, kind, actor, detail) values ($1, $2, $3, $4, 'customer', $5)`,
        [organizationId, booking, version, kind, detail],
      );
    },
  });
}

export type MessagesWorld = Awaited<ReturnType<typeof createMessagesWorld>>;
