import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PermanentDeliveryError } from '../../plugin-api/index.ts';
import { createMessagesWorld, type MessagesWorld } from '../../testing/messages-world.ts';

let world: MessagesWorld;
beforeAll(async () => void (world = await createMessagesWorld()));
afterAll(() => world.drop());
beforeEach(() => world.reset());

describe('delivery', () => {
  it('hands the message over as it was written and records it', async () => {
    const row = await world.queued();
    world.now += 2_000;
    await world.deliver(row);
    expect(world.sent).toMatchObject([
      {
        messageId: row.message_id,
        createdAt: world.start,
        senderName: 'Salon Demo',
        to: { name: 'Zoë O’Brien', address: 'zoe@example.com' },
        replyTo: { name: 'Salon Demo', address: 'salon@example.com' },
        subject: row.subject,
        calendar: { method: 'REQUEST' },
      },
    ]);
    expect(await world.reread(row)).toMatchObject({
      status: 'sent',
      channel: 'post',
      attempts: 1,
      reason: '',
      sent_at: new Date(world.start + 2_000),
    });
    expect(world.published).toEqual([
      { kind: 'message', organizationId: world.business.organizationId, bookingId: expect.any(String) },
    ]);
  });

  it('happens once, however often it is asked for, one after the other or at once', async () => {
    const row = await world.queued();
    const taken = Promise.withResolvers<void>();
    world.send = (message) => {
      world.sent.push(message);
      return taken.promise;
    };
    const first = world.deliver(row);
    await expect.poll(() => world.sent.length).toBe(1);
    await Promise.all([world.deliver(row), world.deliver(row)]); // while the first one is under way
    taken.resolve();
    await first;
    await world.deliver(row);
    expect(world.sent).toHaveLength(1);
    expect(await world.reread(row)).toMatchObject({ status: 'sent', attempts: 1 });
  });

  it('is tried again at a later time when it failed for now, under the same Message-ID', async () => {
    const row = await world.queued();
    const tried: string[] = [];
    world.send = async ({ messageId }) => {
      tried.push(messageId);
      throw new Error('451 try\0 later');
    };
    await world.deliver(row);
    const failed = {
      status: 'failed',
      reason: '451 try later',
      attempts: 1,
      next_attempt_at: new Date(world.start + 10_000),
    };
    expect(await world.reread(row)).toMatchObject(failed);
    world.now += 4_000;
    await world.deliver(row);
    expect(tried).toHaveLength(1);
    world.now += 6_000;
    await world.deliver(row);
    expect(await world.reread(row)).toMatchObject({ attempts: 2, next_attempt_at: new Date(world.start + 30_000) });
    world.send = async (message) => world.sent.push(message);
    world.now += 20_000;
    await world.deliver(row);
    expect(new Set([...tried, ...world.sent.map(({ messageId }) => messageId)])).toEqual(new Set([row.message_id]));
    expect(await world.reread(row)).toMatchObject({ status: 'sent', attempts: 3, next_attempt_at: null, reason: '' });
  });

  it('ends with a refusal for good', async () => {
    const row = await world.queued();
    world.send = async () => {
      throw new PermanentDeliveryError('550 no such user');
    };
    await world.deliver(row);
    expect(await world.reread(row)).toMatchObject({
      status: 'failed',
      reason: 'post: 550 no such user',
      next_attempt_at: null,
    });
  });

  it('is given up a day later', async () => {
    const row = await world.queued();
    world.send = async () => {
      throw new Error('no route to host');
    };
    world.now = world.start + 24 * 3_600_000;
    await world.deliver(row);
    expect(await world.reread(row)).toMatchObject({
      status: 'failed',
      reason: 'given up: no route to host',
      next_attempt_at: null,
    });
  });

  it('is repeated under the same Message-ID when the process died between sending and recording', async () => {
    const row = await world.queued();
    world.send = (message) => {
      world.sent.push(message);
      return new Promise(() => 'the receipt never comes');
    };
    void world.deliver(row);
    await expect.poll(() => world.sent.length).toBe(1);
    expect(await world.reread(row)).toMatchObject({
      status: 'failed',
      reason: 'being sent',
      next_attempt_at: new Date(world.start + 35_000),
    });
    world.now = world.start + 29_000;
    await world.deliver(row);
    expect(world.sent).toHaveLength(1);
    world.now = world.start + 36_000;
    world.send = async (message) => world.sent.push(message);
    await world.deliver(row);
    expect(world.sent.map(({ messageId }) => messageId)).toEqual([row.message_id, row.message_id]);
    expect(await world.reread(row)).toMatchObject({ status: 'sent', attempts: 2 });
  });

  it('of another tenant’s message does nothing', async () => {
    const row = await world.queued();
    await world.deliver(row, world.other);
    expect(world.sent).toEqual([]);
    expect((await world.reread(row)).status).toBe('queued');
  });
});

describe('a skipped message', () => {
  it('is kept with its reason and never sent', async () => {
    const booking = await world.book();
    await world.skip(world.identity(booking, 'reminder-1h'), 'missed: too late to be of use');
    const [row] = await world.stored(booking);
    await world.deliver(row!);
    expect(row).toMatchObject({ status: 'skipped', reason: 'missed: too late to be of use' });
    expect(world.sent).toEqual([]);
  });

  it('was waiting: a queued or failed one is dropped, a sent one stays sent', async () => {
    const [waiting, delivered] = [await world.queued(), await world.queued()];
    await world.deliver(delivered);
    for (const { message_id } of [waiting, delivered])
      await world.skip(world.identity(message_id.split('.')[0]!), 'overtaken');
    expect(await world.reread(waiting)).toMatchObject({ status: 'skipped', reason: 'overtaken' });
    expect(await world.reread(delivered)).toMatchObject({ status: 'sent', reason: '' });
  });

  it('counts as sent when it was dropped in the very moment of its delivery', async () => {
    const row = await world.queued();
    world.send = async (message) => {
      world.sent.push(message);
      await world.skip(world.identity(row.message_id.split('.')[0]!), 'overtaken');
    };
    await world.deliver(row);
    expect(await world.reread(row)).toMatchObject({ status: 'sent', channel: 'post' });
  });

  it('stays dropped when that delivery failed', async () => {
    const row = await world.queued();
    world.send = async () => {
      await world.skip(world.identity(row.message_id.split('.')[0]!), 'overtaken');
      throw new Error('451 later');
    };
    await world.deliver(row);
    expect(await world.reread(row)).toMatchObject({ status: 'skipped', reason: 'overtaken', next_attempt_at: null });
  });
});
