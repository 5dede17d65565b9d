import { randomUUIDv7 } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSecrets, sha256 } from '../../kernel/crypto/tokens.ts';
import type { UserCaller } from '../../kernel/http/callers.ts';
import type { Change } from '../../kernel/live/changes.ts';
import { PermanentDeliveryError, type OutgoingMessage } from '../../plugin-api/index.ts';
import type { CreatedBusiness } from '../../seed/business-plan.ts';
import { createBusiness } from '../../seed/create-business.ts';
import { createTestDatabase, type TestDatabase } from '../../testing/database.ts';
import type { MessageKind, Recipient } from '../bookings/lifecycle/facts.domain.ts';
import { createMessagesService, type MessagesService } from './messages.service.ts';

const at = (iso: string): number => Date.parse(iso);
const START = at('2026-11-20T16:00:00Z');
const secrets = createSecrets('a secret of thirty-two characters!');

let database: TestDatabase;
let business: CreatedBusiness;
let other: CreatedBusiness;
let messages: MessagesService;
let now = START;
let send: (message: OutgoingMessage) => Promise<unknown>;
const sent: OutgoingMessage[] = [];
const published: Change[] = [];

const plan = (slug: string) => ({
  name: 'Salon Demo',
  slug,
  accent: '#14665a',
  location: {
    name: 'Mitte',
    address: 'Torstraße 1\n10119 Berlin',
    phone: '+49 30 1234567',
    email: 'salon@example.com',
  },
  staff: [{ name: 'Anna', email: 'anna@example.com' }, { name: 'Ben', email: 'ben@example.com' }, { name: 'Cem' }],
  services: [{ name: 'Cut & colour', durationMinutes: 45, changeNoticeMinutes: 1440, priceAmount: 4850 }],
  users: [
    { email: `owner@${slug}.example`, role: 'owner' as const },
    { email: `anna@${slug}.example`, role: 'staff' as const, staff: 'Anna', locale: 'de' },
  ],
});

beforeAll(async () => {
  database = await createTestDatabase();
  business = await createBusiness(database.db, plan('mails'));
  other = await createBusiness(database.db, plan('others'));
  messages = createMessagesService({
    db: database.db,
    host: {
      providers: () =>
        [
          { pluginId: 'post', standIn: false, provider: { send: (message: OutgoingMessage) => send(message) } },
        ] as never,
      failed: () => [],
    },
    clock: { now: () => now },
    changes: { publish: (change) => void published.push(change) },
    secrets,
    baseUrl: 'https://book.example.com',
  });
});
afterAll(() => database.drop());
beforeEach(() => {
  now = START;
  sent.length = 0;
  published.length = 0;
  send = async (message) => void sent.push(message);
});

const sql = <Row = Record<string, unknown>>(text: string, values: unknown[] = [], tenant = business): Promise<Row[]> =>
  database.db.tenant(tenant.organizationId, (door) =>
    door.query<Row>({ name: `test_${sha256(text).toString('hex').slice(0, 16)}`, text }, values),
  );

async function book({
  staff = 'Anna',
  status = 'confirmed',
  email = 'zoe@example.com' as string | null,
} = {}): Promise<string> {
  const { organizationId } = business;
  const [customer, booking] = [randomUUIDv7(), randomUUIDv7()];
  await sql('insert into customers (organization_id, id, name) values ($1, $2, $3)', [
    organizationId,
    customer,
    'Zoë O’Brien',
  ]);
  await sql(
    `insert into bookings (organization_id, id, location_id, service_id, staff_id, customer_id, status, starts_at, ends_at, time_set_at,
       updated_at, customer_name, customer_email, time_zone, locale, service_name, price_amount, currency, change_notice_minutes, source, link_hash)
     values ($1, $2, $3, $4, $5, $6, $7, '2026-11-24T09:30Z', '2026-11-24T10:15Z', '2026-11-20T16:00Z',
       '2026-11-20T16:00Z', 'Zoë O’Brien', $8, 'Europe/London', 'en-GB', 'Cut & colour', 4850, 'EUR', 1440, 'online', $9)`,
    [
      ...[
        organizationId,
        booking,
        business.locationId,
        business.services['Cut & colour'],
        business.staff[staff],
        customer,
      ],
      ...[status, email, sha256(secrets.bookingToken(organizationId, booking))],
    ],
  );
  return booking;
}

const happened = (booking: string, version: number, kind: string, detail: object) =>
  sql(
    `insert into booking_events (organization_id, booking_id, version, kind, actor, detail) values ($1, $2, $3, $4, 'customer', $5)`,
    [business.organizationId, booking, version, kind, detail],
  );

const identity = (
  bookingId: string,
  kind: MessageKind = 'booking-confirmed',
  version = 1,
  recipient: Recipient = 'customer',
) => ({
  ...{ organizationId: business.organizationId, bookingId, kind, version, recipient },
});

interface Row {
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
}
const rows = (bookingId: string) =>
  sql<Row>('select * from messages where booking_id = $1 order by version, recipient', [bookingId]);
const queue = (message: ReturnType<typeof identity> & { staffId?: string }) =>
  database.db.tenant(message.organizationId, (door) => messages.queue(door, message));
const skip = (message: ReturnType<typeof identity>, reason: string) =>
  database.db.tenant(message.organizationId, (door) => messages.skip(door, message, reason));

/** Queues a confirmation and answers with its row. */
async function queued(): Promise<Row> {
  const booking = await book();
  await queue(identity(booking));
  return (await rows(booking))[0]!;
}
const reread = async (row: Row): Promise<Row> => (await sql<Row>('select * from messages where id = $1', [row.id]))[0]!;
const deliver = ({ id }: Row, tenant = business) => messages.deliver(tenant.organizationId, id);

describe('a queued message', () => {
  it('is written once, however often it is queued, in the language and zone of its reader', async () => {
    const booking = await book();
    await queue(identity(booking));
    await queue(identity(booking));
    const [row, ...more] = await rows(booking);
    expect(more).toEqual([]);
    expect(row).toMatchObject({
      message_id: `${booking}.booking-confirmed.1.customer@book.example.com`,
      status: 'queued',
      to_address: 'zoe@example.com',
      subject: 'Confirmed: Cut & colour, Tue 24 Nov, 09:30 GMT',
      calendar_method: 'REQUEST',
    });
    expect(row!.body_text).toContain(
      'At Mitte it is then 10:30\u00a0–\u00a011:15, Central European Standard Time (GMT+1).',
    );
    expect(row!.body_text).toContain(`https://book.example.com/b/mails/manage/${booking}#`);
    expect(row!.calendar).toContain('DTSTAMP:20261120T160000Z');
  });

  it('reaches staff in their own language and without the customer’s link', async () => {
    const booking = await book();
    await queue(identity(booking, 'booking-confirmed', 1, 'staff'));
    const [row] = await rows(booking);
    expect(row).toMatchObject({
      to_address: 'anna@example.com',
      subject: expect.stringMatching(/^Gebucht: Zoë O’Brien/),
    });
    expect(row!.body_text + row!.calendar).not.toContain(secrets.bookingToken(business.organizationId, booking));
  });

  it('tells whoever had the booking that a colleague has it now', async () => {
    const booking = await book({ staff: 'Ben' });
    const goodbye = { ...identity(booking, 'booking-cancelled', 2, 'staff'), staffId: business.staff['Anna']! };
    await queue(goodbye);
    const [row] = await rows(booking);
    expect(row).toMatchObject({ to_address: 'anna@example.com', calendar_method: 'CANCEL' });
    expect(row!.body_text).toContain('Ben übernimmt den Termin mit Zoë O’Brien von Ihnen.');
  });

  it('names the time at which the recipient last knew the booking, not that of the last of several moves', async () => {
    const booking = await book();
    await happened(booking, 2, 'moved', { from: '2026-11-22T09:00:00+00:00' });
    await happened(booking, 3, 'moved', { from: '2026-11-23T09:00:00+00:00' });
    await queue(identity(booking, 'booking-moved', 3));
    expect((await rows(booking))[0]!.body_text).toContain('Before: Sun 22 Nov, 09:00 GMT');
  });

  it('is recorded as skipped when there is nobody to write to', async () => {
    const booking = await book({ staff: 'Cem' });
    await queue(identity(booking, 'booking-confirmed', 1, 'staff'));
    expect((await rows(booking))[0]).toMatchObject({ status: 'skipped', reason: 'there is no address to write to' });
  });
});

describe('delivery', () => {
  it('hands the message over as it was written and records it', async () => {
    const row = await queued();
    now += 2_000;
    await deliver(row);
    expect(sent).toMatchObject([
      {
        messageId: row.message_id,
        createdAt: START,
        senderName: 'Salon Demo',
        to: { name: 'Zoë O’Brien', address: 'zoe@example.com' },
        replyTo: { name: 'Salon Demo', address: 'salon@example.com' },
        subject: row.subject,
        calendar: { method: 'REQUEST' },
      },
    ]);
    expect(await reread(row)).toMatchObject({
      status: 'sent',
      channel: 'post',
      attempts: 1,
      reason: '',
      sent_at: new Date(START + 2_000),
    });
    expect(published).toEqual([
      { kind: 'message', organizationId: business.organizationId, bookingId: expect.any(String) },
    ]);
  });

  it('happens once, however often it is asked for, one after the other or at once', async () => {
    const row = await queued();
    await Promise.all([deliver(row), deliver(row), deliver(row)]);
    await deliver(row);
    expect(sent).toHaveLength(1);
  });

  it('is tried again at a later time when it failed for now, under the same Message-ID', async () => {
    const row = await queued();
    const tried: string[] = [];
    send = async ({ messageId }) => {
      tried.push(messageId);
      throw new Error('451 try\0 later');
    };
    await deliver(row);
    const failed = {
      status: 'failed',
      reason: '451 try later',
      attempts: 1,
      next_attempt_at: new Date(START + 10_000),
    };
    expect(await reread(row)).toMatchObject(failed);
    now += 4_000;
    await deliver(row);
    expect(tried).toHaveLength(1);
    now += 6_000;
    await deliver(row);
    expect(await reread(row)).toMatchObject({ attempts: 2, next_attempt_at: new Date(START + 30_000) });
    send = async (message) => void sent.push(message);
    now += 20_000;
    await deliver(row);
    expect(new Set([...tried, ...sent.map(({ messageId }) => messageId)])).toEqual(new Set([row.message_id]));
    expect(await reread(row)).toMatchObject({ status: 'sent', attempts: 3, next_attempt_at: null, reason: '' });
  });

  it('ends with a refusal for good', async () => {
    const row = await queued();
    send = async () => {
      throw new PermanentDeliveryError('550 no such user');
    };
    await deliver(row);
    expect(await reread(row)).toMatchObject({
      status: 'failed',
      reason: 'post: 550 no such user',
      next_attempt_at: null,
    });
  });

  it('is given up a day later', async () => {
    const row = await queued();
    send = async () => {
      throw new Error('no route to host');
    };
    now = START + 24 * 3_600_000;
    await deliver(row);
    expect(await reread(row)).toMatchObject({
      status: 'failed',
      reason: 'given up: no route to host',
      next_attempt_at: null,
    });
  });

  it('is repeated under the same Message-ID when the process died between sending and recording', async () => {
    const row = await queued();
    send = (message) => {
      sent.push(message);
      return new Promise(() => 'the receipt never comes');
    };
    void deliver(row);
    await expect.poll(() => sent.length).toBe(1);
    expect(await reread(row)).toMatchObject({
      status: 'failed',
      reason: 'being sent',
      next_attempt_at: new Date(START + 35_000),
    });
    now = START + 29_000;
    await deliver(row);
    expect(sent).toHaveLength(1);
    now = START + 36_000;
    send = async (message) => void sent.push(message);
    await deliver(row);
    expect(sent.map(({ messageId }) => messageId)).toEqual([row.message_id, row.message_id]);
    expect(await reread(row)).toMatchObject({ status: 'sent', attempts: 2 });
  });

  it('of another tenant’s message does nothing', async () => {
    const row = await queued();
    await deliver(row, other);
    expect(sent).toEqual([]);
    expect((await reread(row)).status).toBe('queued');
  });
});

describe('a skipped message', () => {
  it('is kept with its reason and never sent', async () => {
    const booking = await book();
    await skip(identity(booking, 'reminder-1h'), 'missed: too late to be of use');
    const [row] = await rows(booking);
    await deliver(row!);
    expect(row).toMatchObject({ status: 'skipped', reason: 'missed: too late to be of use' });
    expect(sent).toEqual([]);
  });

  it('was waiting: a queued or failed one is dropped, a sent one stays sent', async () => {
    const [waiting, delivered] = [await queued(), await queued()];
    await deliver(delivered);
    for (const { message_id } of [waiting, delivered]) await skip(identity(message_id.split('.')[0]!), 'overtaken');
    expect(await reread(waiting)).toMatchObject({ status: 'skipped', reason: 'overtaken' });
    expect(await reread(delivered)).toMatchObject({ status: 'sent', reason: '' });
  });

  it('counts as sent when it was dropped in the very moment of its delivery', async () => {
    const row = await queued();
    send = async (message) => {
      sent.push(message);
      await skip(identity(row.message_id.split('.')[0]!), 'overtaken');
    };
    await deliver(row);
    expect(await reread(row)).toMatchObject({ status: 'sent', channel: 'post' });
  });

  it('stays dropped when that delivery failed', async () => {
    const row = await queued();
    send = async () => {
      await skip(identity(row.message_id.split('.')[0]!), 'overtaken');
      throw new Error('451 later');
    };
    await deliver(row);
    expect(await reread(row)).toMatchObject({ status: 'skipped', reason: 'overtaken', next_attempt_at: null });
  });
});

describe('for the team', () => {
  const caller = (role: UserCaller['role'], tenant = business): UserCaller =>
    ({
      ...{ kind: 'user', role, organizationId: tenant.organizationId, userId: randomUUIDv7() },
      staffId: role === 'staff' ? tenant.staff['Anna']! : null,
    }) as UserCaller;
  const idsOf = async (query: Parameters<MessagesService['list']>[0], who: UserCaller) =>
    (await messages.list(query, who)).data.map(({ id }) => id);

  it('lists the newest first, page after page, each message once', async () => {
    const booking = await book();
    for (let version = 1; version <= 53; version++) {
      now = START + Math.floor(version / 7) * 1_000;
      await queue(identity(booking, 'booking-moved', version));
    }
    const first = await messages.list({ bookingId: booking }, caller('owner'));
    const second = await messages.list({ bookingId: booking, cursor: first.nextCursor! }, caller('owner'));
    const all = [...first.data, ...second.data];
    expect([first.data.length, second.data.length, second.nextCursor]).toEqual([50, 3, null]);
    expect(new Set(all.map(({ id }) => id)).size).toBe(53);
    const times = all.map(({ createdAt }) => createdAt);
    expect(times).toEqual(times.toSorted().toReversed());
  });

  it('filters by status and refuses a cursor that it did not make', async () => {
    const [waiting, delivered] = [await queued(), await queued()];
    await deliver(delivered);
    const found = await idsOf({ status: 'sent' }, caller('owner'));
    expect(found).toContain(delivered.id);
    expect(found).not.toContain(waiting.id);
    await expect(messages.list({ cursor: 'nonsense' }, caller('owner'))).rejects.toMatchObject({
      code: 'request.invalid_cursor',
    });
  });

  it('shows staff the messages of their own bookings only', async () => {
    const foreign = await book({ staff: 'Ben' });
    await queue(identity(foreign));
    const [row] = await rows(foreign);
    expect(await idsOf({}, caller('owner'))).toContain(row!.id);
    expect(await idsOf({}, caller('staff'))).not.toContain(row!.id);
    await expect(messages.show(row!.id, caller('staff'))).rejects.toMatchObject({ code: 'message.not_found' });
  });

  it('shows a message without the link that opens the booking as its customer', async () => {
    const row = await queued();
    const shown = await messages.show(row.id, caller('owner'));
    expect(shown).toMatchObject({ messageId: row.message_id, hasCalendar: true, to: 'zoe@example.com' });
    expect(row.body_text).toContain(secrets.bookingToken(business.organizationId, row.message_id.split('.')[0]!));
    expect(JSON.stringify(shown)).not.toContain(
      secrets.bookingToken(business.organizationId, row.message_id.split('.')[0]!),
    );
  });

  it('shows another tenant nothing, with the same answer as for what is not there', async () => {
    const row = await queued();
    const missing = { code: 'message.not_found', status: 404 };
    expect(await idsOf({}, caller('owner', other))).toEqual([]);
    await expect(messages.show(row.id, caller('owner', other))).rejects.toMatchObject(missing);
    await expect(messages.retry(row.id, caller('owner', other))).rejects.toMatchObject(missing);
    await expect(messages.show(randomUUIDv7(), caller('owner'))).rejects.toMatchObject(missing);
  });

  it('tries a failed message again through the booking’s lifecycle, once however often it is asked', async () => {
    const row = await queued();
    const bookingId = row.message_id.split('.')[0]!;
    send = async () => {
      throw new PermanentDeliveryError('550 no such user');
    };
    await deliver(row);
    await messages.retry(row.id, caller('owner'));
    expect(await messages.retry(row.id, caller('owner'))).toMatchObject({ status: 'queued', nextAttemptAt: null });
    expect(await sql('select topic, version from outbox where subject_id = $1', [bookingId])).toEqual([
      { topic: 'booking', version: 1 },
    ]);
    send = async (message) => void sent.push(message);
    await deliver(row);
    expect(sent).toHaveLength(1);
    await expect(messages.retry(row.id, caller('owner'))).rejects.toMatchObject({
      code: 'message.not_failed',
      status: 409,
    });
  });
});

it('publishes the appointment as a calendar file of its own', async () => {
  const booking = await book();
  const { organizationId } = business;
  const { content, filename } = await messages.calendarFile({ organizationId, bookingId: booking });
  expect(filename).toBe('appointment.ics');
  expect(content).toMatch(/^METHOD:PUBLISH\r$/m);
  expect(content).toMatch(new RegExp(`^UID:${booking}@book\\.example\\.com\r$`, 'm'));
  await expect(messages.calendarFile({ organizationId, bookingId: randomUUIDv7() })).rejects.toMatchObject({
    code: 'booking.not_found',
  });
});
