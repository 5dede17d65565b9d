import { randomUUIDv7 } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { UserCaller } from '../../kernel/http/callers.ts';
import { PermanentDeliveryError } from '../../plugin-api/index.ts';
import { createMessagesWorld, type MessagesWorld } from '../../testing/messages-world.ts';
import type { MessagesService } from './messages.service.ts';

let world: MessagesWorld;
beforeAll(async () => void (world = await createMessagesWorld()));
afterAll(() => world.drop());
beforeEach(() => world.reset());

describe('for the team', () => {
  const caller = (role: UserCaller['role'], tenant = world.business): UserCaller =>
    ({
      ...{ kind: 'user', role, organizationId: tenant.organizationId, userId: randomUUIDv7() },
      staffId: role === 'staff' ? tenant.staff['Anna']! : null,
    }) as UserCaller;
  const idsOf = async (query: Parameters<MessagesService['list']>[0], who: UserCaller) =>
    (await world.messages.list(query, who)).data.map(({ id }) => id);

  it('lists the newest first, page after page, each message once', async () => {
    const booking = await world.book();
    for (let version = 1; version <= 53; version++) {
      world.now = world.start + Math.floor(version / 7) * 1_000;
      await world.queue(world.identity(booking, 'booking-moved', version));
    }
    const first = await world.messages.list({ bookingId: booking }, caller('owner'));
    const second = await world.messages.list({ bookingId: booking, cursor: first.nextCursor! }, caller('owner'));
    const all = [...first.data, ...second.data];
    expect([first.data.length, second.data.length, second.nextCursor]).toEqual([50, 3, null]);
    expect(new Set(all.map(({ id }) => id)).size).toBe(53);
    const times = all.map(({ createdAt }) => createdAt);
    expect(times).toEqual(times.toSorted().toReversed());
  });

  it('filters by status and refuses a cursor that it did not make', async () => {
    const [waiting, delivered] = [await world.queued(), await world.queued()];
    await world.deliver(delivered);
    const found = await idsOf({ status: 'sent' }, caller('owner'));
    expect(found).toContain(delivered.id);
    expect(found).not.toContain(waiting.id);
    await expect(world.messages.list({ cursor: 'nonsense' }, caller('owner'))).rejects.toMatchObject({
      code: 'request.invalid_cursor',
    });
  });

  it('shows staff the messages of their own bookings only', async () => {
    const foreign = await world.book({ staff: 'Ben' });
    await world.queue(world.identity(foreign));
    const [row] = await world.stored(foreign);
    expect(await idsOf({}, caller('owner'))).toContain(row!.id);
    expect(await idsOf({}, caller('staff'))).not.toContain(row!.id);
    await expect(world.messages.show(row!.id, caller('staff'))).rejects.toMatchObject({ code: 'message.not_found' });
  });

  it('shows a message without the link that opens the booking as its customer', async () => {
    const row = await world.queued();
    const shown = await world.messages.show(row.id, caller('owner'));
    expect(shown).toMatchObject({ messageId: row.message_id, hasCalendar: true, to: 'zoe@example.com' });
    expect(row.body_text).toContain(world.tokenOf(row.message_id.split('.')[0]!));
    expect(JSON.stringify(shown)).not.toContain(world.tokenOf(row.message_id.split('.')[0]!));
    expect(JSON.stringify(shown)).not.toMatch(/~[\w-]{43}/); // nor the proof that stands beside it
  });

  it('shows another tenant nothing, with the same answer as for what is not there', async () => {
    const row = await world.queued();
    const missing = { code: 'message.not_found', status: 404 };
    expect(await idsOf({}, caller('owner', world.other))).toEqual([]);
    await expect(world.messages.show(row.id, caller('owner', world.other))).rejects.toMatchObject(missing);
    await expect(world.messages.retry(row.id, caller('owner', world.other))).rejects.toMatchObject(missing);
    await expect(world.messages.show(randomUUIDv7(), caller('owner'))).rejects.toMatchObject(missing);
  });

  it('tries a failed message again through the booking’s lifecycle, once however often it is asked', async () => {
    const row = await world.queued();
    const bookingId = row.message_id.split('.')[0]!;
    world.send = async () => {
      throw new PermanentDeliveryError('550 no such user');
    };
    await world.deliver(row);
    await world.messages.retry(row.id, caller('owner'));
    expect(await world.messages.retry(row.id, caller('owner'))).toMatchObject({
      status: 'queued',
      nextAttemptAt: null,
    });
    expect(await world.query('select topic, version from outbox where subject_id = $1', [bookingId])).toEqual([
      { topic: 'booking', version: 1 },
    ]);
    world.send = async (message) => world.sent.push(message);
    await world.deliver(row);
    expect(world.sent).toHaveLength(1);
    await expect(world.messages.retry(row.id, caller('owner'))).rejects.toMatchObject({
      code: 'message.not_failed',
      status: 409,
    });
  });
});
