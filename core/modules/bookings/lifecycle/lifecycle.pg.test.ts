import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createSecrets } from '../../../kernel/crypto/tokens.ts';
import type { Change, Changes } from '../../../kernel/live/changes.ts';
import { createLog } from '../../../kernel/log/log.ts';
import { PermanentDeliveryError } from '../../../plugin-api/index.ts';
import { createBusiness } from '../../../seed/create-business.ts';
import type { CreatedBusiness } from '../../../seed/business-plan.ts';
import { createTestDatabase, type TestDatabase } from '../../../testing/database.ts';
import { storeBooking, type StoredBooking } from '../../../testing/stored-booking.ts';
import { createMessagesModule } from '../../messages/messages.module.ts';
import { createZoneTables } from '../../availability/time/zone-table.domain.ts';
import { createLifecycleModule } from './lifecycle.module.ts';
import type { Lifecycle } from './lifecycle.service.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let database: TestDatabase;
let superuser: pg.Client;
let business: CreatedBusiness;
let lifecycle: Lifecycle;
let now = Date.now();
let published: Change[] = [];
/** `recipient: subject line's kind` is told by the Message-ID. */
let mails: string[] = [];
let send: (messageId: string) => Promise<void>;

const kindOf = (messageId: string): string => messageId.split('@')[0]!.split('.').slice(1).join('.');

beforeAll(async () => {
  database = await createTestDatabase();
  superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  business = await createBusiness(database.db, {
    name: 'One',
    slug: 'one',
    staff: [{ name: 'Anna', email: 'anna@example.com' }, { name: 'Ben' }],
    services: [{ name: 'Cut', durationMinutes: 60 }],
  });
  const changes: Changes = {
    publish: (change) => void published.push(change),
    subscribe: () => () => undefined,
    close: async () => undefined,
  };
  const clock = { now: () => now };
  const channel = {
    pluginId: 'test-channel',
    standIn: false,
    provider: { send: ({ messageId }: { messageId: string }) => send(messageId) },
  };
  const { service } = createMessagesModule({
    db: database.db,
    host: { providers: () => [channel] as never, failed: () => [] },
    clock,
    changes,
    secrets: createSecrets('a secret of thirty-two characters!'),
    baseUrl: 'https://book.example',
  });
  lifecycle = createLifecycleModule({
    db: database.db,
    messages: service,
    clock,
    changes,
    zones: createZoneTables(),
    log: createLog('silent', 'test'),
  });
});
afterAll(async () => {
  await superuser.end();
  await database.drop();
});
beforeEach(async () => {
  await superuser.query('truncate outbox, bookings cascade');
  now = Date.now();
  published = [];
  mails = [];
  send = async (messageId) => void mails.push(kindOf(messageId));
});

const book = async (rest: Partial<StoredBooking> = {}) => ({
  organizationId: business.organizationId,
  id: await storeBooking(database.db, business, {
    startsAt: new Date(now + 5 * DAY),
    bookedAt: new Date(now),
    staff: 'Ben',
    ...rest,
  }),
});
const row = async (id: string) => (await superuser.query('select * from bookings where id = $1', [id])).rows[0];
const messages = async (id: string): Promise<string[]> =>
  (
    await superuser.query(
      'select kind, version, recipient, status from messages where booking_id = $1 order by version, kind',
      [id],
    )
  ).rows.map((message) => `${message.recipient}: ${message.kind} ${message.version} ${message.status}`);
const change = (id: string, version: number, status: string, notify = true) =>
  superuser.query(`select outcome from change_booking($1, null, null, null, null, $2, $3, $4, 'user:1', '', $5)`, [
    business.organizationId,
    id,
    version,
    status,
    notify,
  ]);

it('confirms to customer and staff, acknowledges, and waits for the first reminder', async () => {
  const ref = await book({ staff: 'Anna' });
  const plan = await lifecycle.settle(ref);
  expect(mails).toEqual(['booking-confirmed.1.customer', 'booking-confirmed.1.staff']);
  expect(plan).toEqual({ outcome: 'waiting', version: 1, step: { kind: 'reminder-24h', at: now + 4 * DAY } });
  expect(await row(ref.id)).toMatchObject({ acked_version: 1, wake_at: new Date(now + 4 * DAY + 2 * MINUTE) });
});

it('answers the outbox row, so that what is settled needs no further signal', async () => {
  const ref = await book();
  await lifecycle.settle(ref);
  const { rows } = await superuser.query('select dispatched_at from outbox');
  expect(rows).toHaveLength(1);
  expect(rows[0].dispatched_at).not.toBeNull();
});

it('says everything once, however often and however parallel it settles', async () => {
  const ref = await book({ staff: 'Anna' });
  const plans = await Promise.all(Array.from({ length: 8 }, () => lifecycle.settle(ref)));
  await lifecycle.settle(ref);
  expect(mails.sort()).toEqual(['booking-confirmed.1.customer', 'booking-confirmed.1.staff']);
  expect(new Set(plans.map(({ version }) => version))).toEqual(new Set([1]));
});

it('says nothing again when the acknowledgement was rewound by hand', async () => {
  const ref = await book();
  await lifecycle.settle(ref);
  await superuser.query('update bookings set acked_version = 0');
  await lifecycle.settle(ref);
  expect(mails).toEqual(['booking-confirmed.1.customer']);
  expect(await row(ref.id)).toMatchObject({ acked_version: 1 });
});

it('takes a step once, however often it is asked to', async () => {
  const ref = await book();
  await lifecycle.settle(ref);
  const step = { kind: 'reminder-24h', at: now + 4 * DAY } as const;
  now += 4 * DAY;
  const plan = await lifecycle.runStep(ref, step);
  await lifecycle.runStep(ref, step);
  expect(mails).toEqual(['booking-confirmed.1.customer', 'reminder-24h.1.customer']);
  expect(plan).toMatchObject({ step: { kind: 'reminder-1h', at: step.at + 23 * HOUR } });
});

it('takes a step when the workflow says so, although its own clock lags behind', async () => {
  const ref = await book();
  await lifecycle.settle(ref);
  await lifecycle.runStep(ref, { kind: 'reminder-24h', at: now + 4 * DAY });
  expect(mails).toContain('reminder-24h.1.customer');
});

it('completes a booking after its end, tells open pages and is finished', async () => {
  const ref = await book();
  await lifecycle.settle(ref);
  now += 5 * DAY + HOUR;
  for (const kind of ['reminder-24h', 'reminder-1h'] as const) await lifecycle.runStep(ref, { kind, at: now });
  const plan = await lifecycle.runStep(ref, { kind: 'completion', at: now });
  expect(plan).toEqual({ outcome: 'finished', version: 2 });
  expect(await row(ref.id)).toMatchObject({ status: 'completed', acked_version: 2, wake_at: null });
  expect(published.filter(({ kind }) => kind === 'booking')).toMatchObject([{ bookingId: ref.id, version: 2 }]);
  expect(await messages(ref.id)).toEqual([
    'customer: booking-confirmed 1 sent',
    'customer: reminder-1h 1 skipped',
    'customer: reminder-24h 1 skipped',
  ]);
});

it('does not complete what was marked a no-show at the same moment', async () => {
  const ref = await book();
  await lifecycle.settle(ref);
  now += 5 * DAY + HOUR;
  await change(ref.id, 1, 'no_show');
  expect(await lifecycle.runStep(ref, { kind: 'completion', at: now })).toMatchObject({ outcome: 'finished' });
  expect(await row(ref.id)).toMatchObject({ status: 'no_show' });
});

it('tells of a change that is made while it is delivering', async () => {
  const ref = await book();
  send = async (messageId) => {
    mails.push(kindOf(messageId));
    if (mails.length === 1) await change(ref.id, 1, 'cancelled');
  };
  expect(await lifecycle.settle(ref)).toMatchObject({ outcome: 'finished', version: 2 });
  expect(mails).toEqual(['booking-confirmed.1.customer', 'booking-cancelled.2.customer']);
});

it('makes a failed delivery the next step, and delivers the same message then', async () => {
  const ref = await book();
  send = () => Promise.reject(new Error('connection refused'));
  const plan = await lifecycle.settle(ref);
  expect(plan).toMatchObject({ outcome: 'waiting', step: { kind: 'deliver' } });
  if (plan.outcome !== 'waiting') return;

  send = async (messageId) => void mails.push(kindOf(messageId));
  now = plan.step.at;
  expect(await lifecycle.runStep(ref, plan.step)).toMatchObject({ step: { kind: 'reminder-24h' } });
  expect(mails).toEqual(['booking-confirmed.1.customer']);
});

it('goes on with the reminders when a delivery was refused for good', async () => {
  const ref = await book();
  send = () => Promise.reject(new PermanentDeliveryError('no such mailbox'));
  expect(await lifecycle.settle(ref)).toMatchObject({ step: { kind: 'reminder-24h' } });
  expect(await messages(ref.id)).toEqual(['customer: booking-confirmed 1 failed']);
});

it('drops a message that was overtaken before it could be delivered', async () => {
  const ref = await book();
  send = () => Promise.reject(new Error('connection refused'));
  await lifecycle.settle(ref);
  await change(ref.id, 1, 'cancelled');
  send = async (messageId) => void mails.push(kindOf(messageId));
  await lifecycle.settle(ref);
  expect(await messages(ref.id)).toEqual([
    'customer: booking-confirmed 1 skipped',
    'customer: booking-cancelled 2 sent',
  ]);
});

it('writes nothing to a walk-in without an address, and still completes the booking', async () => {
  const ref = await book({ email: null });
  expect(await lifecycle.settle(ref)).toMatchObject({ step: { kind: 'completion' } });
  expect(await messages(ref.id)).toEqual([]);
});

it('parks a booking far ahead with its wake date', async () => {
  const ref = await book({ startsAt: new Date(now + 60 * DAY) });
  expect(await lifecycle.settle(ref)).toEqual({ outcome: 'parked', version: 1, wakeAt: now + 29 * DAY });
  expect(await row(ref.id)).toMatchObject({ wake_at: new Date(now + 29 * DAY) });
});

it('ends without a word for a booking that is not there, or is another tenant’s', async () => {
  const ref = await book();
  expect(await lifecycle.settle({ ...ref, id: business.organizationId })).toEqual({ outcome: 'orphan', version: 0 });
  const foreign = await lifecycle.settle({ ...ref, organizationId: '018f0000-0000-7000-8000-000000000099' });
  expect(foreign).toEqual({ outcome: 'orphan', version: 0 });
  expect(mails).toEqual([]);
});
