import { describe, expect, it } from 'vitest';
import type { KnownEvent, KnownMessage, LifecycleFacts } from './facts.domain.ts';
import { afterTurn, planBooking, stepsAhead, takeTurn, wakeAtOf } from './lifecycle.domain.ts';

const at = (iso: string): number => Temporal.Instant.from(iso).epochMilliseconds;

const booked = (iso = '2026-03-01T08:00Z', notify = true): KnownEvent => ({
  version: 1,
  kind: 'booked',
  notify,
  at: at(iso),
  fromStaff: null,
});
const event = (version: number, kind: string, iso: string, notify = true): KnownEvent => ({
  version,
  kind,
  notify,
  at: at(iso),
  fromStaff: null,
});
const message = (kind: KnownMessage['kind'], version: number, rest: Partial<KnownMessage> = {}): KnownMessage => ({
  kind,
  version,
  recipient: 'customer',
  status: 'sent',
  nextAttemptAt: null,
  ...rest,
});

/** Booked on 1 March for 10 March, 10:00 to 11:00; told and acknowledged. */
const facts = (changes: Partial<LifecycleFacts> = {}): LifecycleFacts => ({
  status: 'confirmed',
  startsAt: at('2026-03-10T10:00Z'),
  endsAt: at('2026-03-10T11:00Z'),
  version: 1,
  ackedVersion: 1,
  timeVersion: 1,
  timeSetAt: at('2026-03-01T08:00Z'),
  staffId: 'anna',
  customerReachable: true,
  staffReachable: false,
  events: [booked()],
  messages: [message('booking-confirmed', 1)],
  ...changes,
});

describe('what comes next', () => {
  it('reminds 24 hours and 1 hour before the start and completes at the end', () => {
    expect(stepsAhead(facts(), at('2026-03-02T00:00Z'))).toEqual([
      { kind: 'reminder-24h', at: at('2026-03-09T10:00Z') },
      { kind: 'reminder-1h', at: at('2026-03-10T09:00Z') },
      { kind: 'completion', at: at('2026-03-10T11:00Z') },
    ]);
  });

  it('waits for the earliest step', () => {
    const plan = planBooking(facts(), at('2026-03-02T00:00Z'));
    expect(plan).toEqual({
      outcome: 'waiting',
      version: 1,
      step: { kind: 'reminder-24h', at: at('2026-03-09T10:00Z') },
    });
  });

  it('parks when the next step is more than 30 days off, until it is 30 days off', () => {
    const now = at('2026-01-10T10:00Z');
    const far = facts({ timeSetAt: now, events: [booked('2026-01-10T10:00Z')] });
    expect(planBooking(far, now)).toEqual({ outcome: 'parked', version: 1, wakeAt: at('2026-02-07T10:00Z') });
  });

  it('does not park at exactly 30 days, or it would be opened for nothing', () => {
    expect(planBooking(facts(), at('2026-02-07T10:00Z')).outcome).toBe('waiting');
  });

  it('skips the reminders that a late booking had already missed when it was made', () => {
    const late = facts({ timeSetAt: at('2026-03-10T08:30Z'), events: [booked('2026-03-10T08:30Z')] });
    expect(stepsAhead(late, at('2026-03-10T08:30Z')).map(({ kind }) => kind)).toEqual(['reminder-1h', 'completion']);
  });

  it('skips the reminder that was due while the booking was still a request', () => {
    const approved = facts({
      version: 2,
      events: [booked(), event(2, 'confirmed', '2026-03-09T18:00Z')],
      messages: [],
    });
    expect(stepsAhead(approved, at('2026-03-09T18:00Z')).map(({ kind }) => kind)).toEqual([
      'reminder-1h',
      'completion',
    ]);
  });

  it.each(['pending', 'cancelled'] as const)('reminds nobody of a %s booking and does not complete it', (status) => {
    expect(stepsAhead(facts({ status }), at('2026-03-02T00:00Z'))).toEqual([]);
  });

  it('reminds nobody who has no address, and still completes', () => {
    const walkIn = facts({ customerReachable: false, messages: [] });
    expect(stepsAhead(walkIn, at('2026-03-02T00:00Z')).map(({ kind }) => kind)).toEqual(['completion']);
  });

  it('keys reminders by the version that set the time: a moved booking is reminded anew', () => {
    const moved = facts({
      version: 2,
      timeVersion: 2,
      timeSetAt: at('2026-03-09T12:00Z'),
      startsAt: at('2026-03-20T10:00Z'),
      endsAt: at('2026-03-20T11:00Z'),
      messages: [message('booking-confirmed', 1), message('reminder-24h', 1)],
    });
    expect(stepsAhead(moved, at('2026-03-09T12:00Z'))[0]).toEqual({
      kind: 'reminder-24h',
      at: at('2026-03-19T10:00Z'),
    });
  });

  it('plans no reminder twice, whether it was sent, skipped or has failed for good', () => {
    for (const status of ['sent', 'skipped', 'failed'] as const) {
      const reminded = facts({ messages: [message('booking-confirmed', 1), message('reminder-24h', 1, { status })] });
      expect(stepsAhead(reminded, at('2026-03-09T10:01Z'))[0]?.kind).toBe('reminder-1h');
    }
  });

  it('makes the next attempt of a failed delivery the next step', () => {
    const nextAttemptAt = at('2026-03-01T08:05Z');
    const failing = facts({ messages: [message('booking-confirmed', 1, { status: 'failed', nextAttemptAt })] });
    expect(planBooking(failing, at('2026-03-01T08:00Z'))).toMatchObject({
      step: { kind: 'deliver', at: nextAttemptAt },
    });
  });

  it('keeps the run of a cancelled booking until its farewell is delivered', () => {
    const nextAttemptAt = at('2026-03-02T08:05Z');
    const cancelled = facts({
      status: 'cancelled',
      messages: [message('booking-cancelled', 2, { status: 'failed', nextAttemptAt })],
    });
    expect(planBooking(cancelled, at('2026-03-02T08:00Z'))).toMatchObject({ outcome: 'waiting' });
    expect(planBooking(facts({ status: 'cancelled' }), at('2026-03-02T08:00Z'))).toMatchObject({ outcome: 'finished' });
  });

  it('keeps no run open for a request, looks at it once more when its time is over, and is then done', () => {
    const request = facts({ status: 'pending' });
    expect(planBooking(request, at('2026-03-02T00:00Z'))).toMatchObject({
      outcome: 'parked',
      wakeAt: at('2026-03-10T11:00Z'),
    });
    expect(planBooking(request, at('2026-03-10T11:00Z'))).toMatchObject({ outcome: 'finished' });
  });
});

describe('the wake date', () => {
  it('is two minutes after the step of an open run, so that a lost one is noticed', () => {
    const now = at('2026-03-02T00:00Z');
    expect(wakeAtOf(planBooking(facts(), now), now)).toBe(at('2026-03-09T10:02Z'));
  });

  it('lies ahead even when the step is overdue', () => {
    const now = at('2026-03-09T11:00Z');
    expect(wakeAtOf(planBooking(facts(), now), now)).toBe(at('2026-03-09T11:02Z'));
  });

  it('is gone when nothing is left to do', () => {
    expect(wakeAtOf(planBooking(facts({ status: 'no_show' }), 0), 0)).toBeNull();
  });
});

describe('a step that is due', () => {
  const due = { kind: 'reminder-24h', at: at('2026-03-09T10:00Z') } as const;

  it('queues the reminder for the customer', () => {
    expect(takeTurn(facts(), at('2026-03-09T10:00Z'), due)).toEqual({
      queue: [{ kind: 'reminder-24h', version: 1, recipient: 'customer' }],
      skip: [],
    });
  });

  it('still sends the 24-hour reminder two hours before the start, after an outage', () => {
    expect(takeTurn(facts(), at('2026-03-10T08:00Z'), due).queue).toHaveLength(1);
  });

  it('records it as missed later than that', () => {
    expect(takeTurn(facts(), at('2026-03-10T08:00:01Z'), due)).toMatchObject({
      queue: [],
      skip: [{ message: { kind: 'reminder-24h', version: 1 }, reason: 'missed: too late to be of use' }],
    });
  });

  it('still sends the 1-hour reminder ten minutes before the start, and not a second later', () => {
    const hour = { kind: 'reminder-1h', at: at('2026-03-10T09:00Z') } as const;
    expect(takeTurn(facts(), at('2026-03-10T09:50Z'), hour).queue).toHaveLength(1);
    expect(takeTurn(facts(), at('2026-03-10T09:50:01Z'), hour).skip).toHaveLength(1);
  });

  it('is not taken when the booking has moved or was cancelled meanwhile', () => {
    const moved = facts({ startsAt: at('2026-03-20T10:00Z'), endsAt: at('2026-03-20T11:00Z') });
    expect(takeTurn(moved, at('2026-03-09T10:00Z'), due).queue).toEqual([]);
    expect(takeTurn(facts({ status: 'cancelled' }), at('2026-03-09T10:00Z'), due).queue).toEqual([]);
  });
});

describe('what was written and never delivered', () => {
  const undelivered = { status: 'failed', nextAttemptAt: at('2026-03-09T10:05Z') } as const;

  it('drops the reminder of a cancelled booking', () => {
    const cancelled = facts({ status: 'cancelled', messages: [message('reminder-24h', 1, undelivered)] });
    expect(takeTurn(cancelled, at('2026-03-09T10:01Z')).skip).toMatchObject([
      { reason: 'not needed: the booking is cancelled' },
    ]);
  });

  it('drops the reminder of the old time', () => {
    const moved = facts({ timeVersion: 2, messages: [message('reminder-24h', 1, undelivered)] });
    expect(takeTurn(moved, at('2026-03-09T10:01Z')).skip).toMatchObject([
      { reason: 'overtaken: the booking has moved' },
    ]);
  });

  it('drops a reminder that has failed until it was of no use', () => {
    const failing = facts({ messages: [message('reminder-24h', 1, undelivered)] });
    expect(takeTurn(failing, at('2026-03-10T09:00Z')).skip).toMatchObject([{ message: { kind: 'reminder-24h' } }]);
  });

  it('counts as queued in the plan once the turn is written', () => {
    const fresh = facts({ ackedVersion: 0, messages: [] });
    const now = at('2026-03-01T08:00Z');
    const after = afterTurn(fresh, takeTurn(fresh, now));
    expect(planBooking(after, now)).toEqual({ outcome: 'waiting', version: 1, step: { kind: 'deliver', at: now } });
  });
});
