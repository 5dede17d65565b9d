import { randomUUIDv7 } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMessagesWorld, type MessagesWorld } from '../../testing/messages-world.ts';

let world: MessagesWorld;
beforeAll(async () => void (world = await createMessagesWorld()));
afterAll(() => world.drop());
beforeEach(() => world.reset());

describe('a queued message', () => {
  it('is written once, however often it is queued, in the language and zone of its reader', async () => {
    const booking = await world.book();
    await world.queue(world.identity(booking));
    await world.queue(world.identity(booking));
    const [row, ...more] = await world.stored(booking);
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
    const booking = await world.book();
    await world.queue(world.identity(booking, 'booking-confirmed', 1, 'staff'));
    const [row] = await world.stored(booking);
    expect(row).toMatchObject({
      to_address: 'anna@example.com',
      subject: expect.stringMatching(/^Gebucht: Zoë O’Brien/),
    });
    expect(row!.body_text + row!.calendar).not.toContain(world.tokenOf(booking));
  });

  it('tells whoever had the booking that a colleague has it now', async () => {
    const booking = await world.book({ staff: 'Ben' });
    const goodbye = {
      ...world.identity(booking, 'booking-cancelled', 2, 'staff'),
      staffId: world.business.staff['Anna']!,
    };
    await world.queue(goodbye);
    const [row] = await world.stored(booking);
    expect(row).toMatchObject({ to_address: 'anna@example.com', calendar_method: 'CANCEL' });
    expect(row!.body_text).toContain('Ben übernimmt den Termin mit Zoë O’Brien von Ihnen.');
  });

  it('names the time at which the recipient last knew the booking, not that of the last of several moves', async () => {
    const booking = await world.book();
    await world.happened(booking, 2, 'moved', { from: '2026-11-22T09:00:00+00:00' });
    await world.happened(booking, 3, 'moved', { from: '2026-11-23T09:00:00+00:00' });
    await world.queue(world.identity(booking, 'booking-moved', 3));
    expect((await world.stored(booking))[0]!.body_text).toContain('Before: Sun 22 Nov, 09:00 GMT');
  });

  it('is recorded as skipped when there is nobody to write to', async () => {
    const booking = await world.book({ staff: 'Cem' });
    await world.queue(world.identity(booking, 'booking-confirmed', 1, 'staff'));
    expect((await world.stored(booking))[0]).toMatchObject({
      status: 'skipped',
      reason: 'there is no address to write to',
    });
  });
});

it('publishes the appointment as a calendar file of its own', async () => {
  const booking = await world.book();
  const { organizationId } = world.business;
  const { content, filename } = await world.messages.calendarFile({ organizationId, bookingId: booking });
  expect(filename).toBe('appointment.ics');
  expect(content).toMatch(/^METHOD:PUBLISH\r$/m);
  expect(content).toMatch(new RegExp(`^UID:${booking}@book\\.example\\.com\r$`, 'm'));
  await expect(world.messages.calendarFile({ organizationId, bookingId: randomUUIDv7() })).rejects.toMatchObject({
    code: 'booking.not_found',
  });
});
