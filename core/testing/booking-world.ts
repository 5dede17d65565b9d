import { isUndelivered, isSameMessage } from '../modules/bookings/lifecycle/facts.domain.ts';
import type {
  KnownEvent,
  KnownMessage,
  LifecycleFacts,
  MessageIdentity,
} from '../modules/bookings/lifecycle/facts.domain.ts';
import type { LifecycleStore, TurnWrites } from '../modules/bookings/lifecycle/lifecycle.ports.ts';
import { createLifecycle } from '../modules/bookings/lifecycle/lifecycle.service.ts';

type StoredMessage = { -readonly [K in keyof KnownMessage]: KnownMessage[K] } & { id: string; reason: string };
type StoredBooking = { -readonly [K in keyof Omit<LifecycleFacts, 'events' | 'messages'>]: LifecycleFacts[K] } & {
  events: KnownEvent[];
  messages: StoredMessage[];
  wakeAt: number | null;
};

export interface WorldBooking {
  /** Epoch milliseconds. */
  readonly startsAt: number;
  readonly status?: 'pending' | 'confirmed';
  readonly notify?: boolean;
  readonly customerReachable?: boolean;
}

const HOUR = 3_600_000;
const RETRY_AFTER = 60_000;

/**
 * Bookings in memory under the real rules of the lifecycle: for workflow tests, which are about time and need no
 * database. The SQL behind the same rules has tests of its own.
 *
 * @param now epoch milliseconds; of the time-skipping server, so that activities see the time that the workflow sees
 */
export function createBookingWorld(now: () => number) {
  const bookings = new Map<string, StoredBooking>();
  const delivered: { id: string; kind: string; version: number; at: number }[] = [];
  const orphans: string[] = [];
  let failures = 0;
  let interruption: (() => Promise<void>) | undefined;

  const find = (id: string): StoredBooking => {
    const booking = bookings.get(id);
    if (!booking) throw new Error(`no booking ${id} in this world`);
    return booking;
  };

  function change(id: string, kind: string, changes: Partial<StoredBooking>, notify = true): number {
    const booking = find(id);
    const version = booking.version + 1;
    Object.assign(booking, changes, { version, wakeAt: null });
    booking.events.push({ version, kind, notify, at: now(), fromStaff: null });
    return version;
  }

  const store: LifecycleStore = {
    async turn(ref, work) {
      const booking = bookings.get(ref.id);
      if (!booking) return undefined;
      const facts = structuredClone(booking);
      const writes: TurnWrites = {
        async queue(message) {
          if (booking.messages.some((known) => isSameMessage(known, message))) return;
          booking.messages.push(row(message, 'queued', ''));
        },
        async skip(message, reason) {
          const known = booking.messages.find((other) => isSameMessage(other, message));
          if (known) Object.assign(known, { status: 'skipped', nextAttemptAt: null, reason });
          else booking.messages.push(row(message, 'skipped', reason));
        },
        async acknowledge(version, wakeAt) {
          Object.assign(booking, { ackedVersion: version, wakeAt });
        },
        undelivered: async (at) =>
          booking.messages.filter((one) => isUndelivered(one) && (one.nextAttemptAt ?? 0) <= at).map(({ id }) => id),
      };
      return work(facts, writes);
    },
  };
  const row = (message: MessageIdentity, status: 'queued' | 'skipped', reason: string): StoredMessage => ({
    ...message,
    id: crypto.randomUUID(),
    status,
    nextAttemptAt: null,
    reason,
  });

  async function deliver(_organizationId: string, messageId: string): Promise<void> {
    for (const [id, booking] of bookings) {
      const message = booking.messages.find((one) => one.id === messageId);
      if (!message) continue;
      const interrupt = interruption;
      interruption = undefined;
      await interrupt?.();
      if (failures > 0) {
        failures -= 1;
        Object.assign(message, { status: 'failed', nextAttemptAt: now() + RETRY_AFTER });
      } else {
        Object.assign(message, { status: 'sent', nextAttemptAt: null });
        delivered.push({ id, kind: message.kind, version: message.version, at: now() });
      }
    }
  }

  return {
    lifecycle: createLifecycle({
      store,
      deliver,
      finish: async ({ id, version }) => {
        if (find(id).version === version) change(id, 'completed', { status: 'completed' }, false);
      },
      clock: { now },
      onOrphan: ({ id }) => orphans.push(id),
    }),
    book(
      id: string,
      { startsAt, status = 'confirmed', notify = true, customerReachable = true }: WorldBooking,
    ): number {
      bookings.set(id, {
        ...{ status, startsAt, endsAt: startsAt + HOUR, customerReachable, staffReachable: false, staffId: 'anna' },
        ...{ version: 1, ackedVersion: 0, timeVersion: 1, timeSetAt: now(), wakeAt: null, messages: [] },
        events: [{ version: 1, kind: 'booked', notify, at: now(), fromStaff: null }],
      });
      return 1;
    },
    /** Each answers with the new version. */
    move(id: string, startsAt: number): number {
      const timeVersion = find(id).version + 1;
      return change(id, 'moved', { startsAt, endsAt: startsAt + HOUR, timeVersion, timeSetAt: now() });
    },
    confirm: (id: string): number => change(id, 'confirmed', { status: 'confirmed' }),
    cancel: (id: string): number => change(id, 'cancelled', { status: 'cancelled' }),
    decline: (id: string): number => change(id, 'declined', { status: 'cancelled' }),
    /** As a restored backup would: the booking was never there. */
    forget: (id: string): void => void bookings.delete(id),
    /** The next deliveries fail and are due again a minute later. */
    failDeliveries: (count: number): void => void (failures = count),
    /** Something happens in the middle of the next delivery. */
    interruptDelivery: (action: () => Promise<void>): void => void (interruption = action),
    /** What reached the customer, oldest first. */
    delivered: (id: string) => delivered.filter((message) => message.id === id),
    skipped: (id: string) => find(id).messages.filter(({ status }) => status === 'skipped'),
    booking: (id: string): Readonly<StoredBooking> => find(id),
    orphans: (): readonly string[] => orphans,
  };
}

export type BookingWorld = ReturnType<typeof createBookingWorld>;
