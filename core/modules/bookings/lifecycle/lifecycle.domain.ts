import { remindersOf, type ReminderKind } from '../bookings.domain.ts';
import { announcements, outdatedAnnouncements } from './announcements.domain.ts';
import { isReminder, isSameMessage, isUndelivered, type LifecycleFacts, type MessageIdentity } from './facts.domain.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A lifecycle whose next step lies further ahead does not stay open; it is opened again when the step is this near. */
export const HORIZON = 30 * DAY;
/** A step that is this late has lost its run, or every worker is down: somebody looks again. */
const LATE = 2 * MINUTE;
/** How long before the start a late reminder is still of use. */
const USEFUL_UNTIL: Record<ReminderKind, number> = { 'reminder-24h': 2 * HOUR, 'reminder-1h': 10 * MINUTE };

export type LifecycleStep = { readonly kind: 'deliver' | ReminderKind | 'completion'; readonly at: number };

/**
 * What comes next. `parked`: nothing within 30 days; `finished`: nothing ever, unless the booking changes; `orphan`:
 * there is no such booking. `version` is the one up to which everything has been told.
 */
export type LifecyclePlan =
  | { readonly outcome: 'waiting'; readonly version: number; readonly step: LifecycleStep }
  | { readonly outcome: 'parked'; readonly version: number; readonly wakeAt: number }
  | { readonly outcome: 'finished' | 'orphan'; readonly version: number };

export interface Skip {
  readonly message: MessageIdentity;
  readonly reason: string;
}
export interface Turn {
  readonly queue: readonly MessageIdentity[];
  readonly skip: readonly Skip[];
}

const reminderMessage = ({ timeVersion }: LifecycleFacts, kind: ReminderKind): MessageIdentity => ({
  kind,
  version: timeVersion,
  recipient: 'customer',
});

/** A reminder that fell due before the booking stood as it does now was not missed: it never was. */
function standsSince({ events, timeSetAt }: LifecycleFacts): number {
  return Math.max(timeSetAt, events.findLast(({ kind }) => kind === 'confirmed')?.at ?? timeSetAt);
}

/** Reminders of the present time that nobody has dealt with yet; some may be overdue. */
function openReminders(facts: LifecycleFacts): { kind: ReminderKind; at: number }[] {
  if (facts.status !== 'confirmed' || !facts.customerReachable) return [];
  return remindersOf({ startsAt: facts.startsAt, timeSetAt: standsSince(facts) }).filter(
    ({ kind }) => !facts.messages.some((message) => isSameMessage(message, reminderMessage(facts, kind))),
  );
}

const isTooLate = (kind: ReminderKind, { startsAt }: LifecycleFacts, now: number): boolean =>
  now > startsAt - USEFUL_UNTIL[kind];

/** Reminders that were written and never delivered, and are of no use any more. */
function outdatedReminders(facts: LifecycleFacts, now: number): Skip[] {
  return facts.messages.filter(isUndelivered).flatMap((message) => {
    const { kind } = message;
    if (!isReminder(kind)) return [];
    if (facts.status !== 'confirmed') return [{ message, reason: `not needed: the booking is ${facts.status}` }];
    if (message.version !== facts.timeVersion) return [{ message, reason: 'overtaken: the booking has moved' }];
    return isTooLate(kind, facts, now) ? [{ message, reason: 'missed: too late to be of use' }] : [];
  });
}

/** What is to be written now: news is told, what is out of date is dropped, and the step that is due is taken. */
export function takeTurn(facts: LifecycleFacts, now: number, due?: LifecycleStep): Turn {
  const queue = announcements(facts, now);
  const skip: Skip[] = [...outdatedAnnouncements(facts, now), ...outdatedReminders(facts, now)];
  for (const { kind, at } of openReminders(facts)) {
    if (kind !== due?.kind || at > now) continue;
    const message = reminderMessage(facts, kind);
    if (isTooLate(kind, facts, now)) skip.push({ message, reason: 'missed: too late to be of use' });
    else queue.push(message);
  }
  return { queue, skip };
}

/** The facts as they are once the turn is written. */
export function afterTurn(facts: LifecycleFacts, { queue, skip }: Turn): LifecycleFacts {
  const isSkipped = (message: MessageIdentity): boolean => skip.some((one) => isSameMessage(one.message, message));
  return {
    ...facts,
    ackedVersion: facts.version,
    messages: [
      ...facts.messages.filter((message) => !isSkipped(message)),
      ...skip.map(({ message }) => ({ ...message, status: 'skipped' as const, nextAttemptAt: null })),
      ...queue.map((message) => ({ ...message, status: 'queued' as const, nextAttemptAt: null })),
    ],
  };
}

/** Everything still to be done about a booking, earliest first; what lies in the past is due now. */
export function stepsAhead(facts: LifecycleFacts, now: number): LifecycleStep[] {
  const deliveries = facts.messages
    .filter(isUndelivered)
    .map(({ nextAttemptAt }): LifecycleStep => ({ kind: 'deliver', at: nextAttemptAt ?? now }));
  const completion: LifecycleStep[] = facts.status === 'confirmed' ? [{ kind: 'completion', at: facts.endsAt }] : [];
  return [...deliveries, ...openReminders(facts), ...completion].sort((a, b) => a.at - b.at);
}

/** What the lifecycle waits for, once everything up to `facts.version` has been told. */
export function planBooking(facts: LifecycleFacts, now: number): LifecyclePlan {
  const { version } = facts;
  const [step] = stepsAhead(facts, now);
  if (step && step.at - now > HORIZON) return { outcome: 'parked', version, wakeAt: step.at - HORIZON };
  if (step) return { outcome: 'waiting', version, step };
  // nobody has answered the request: it needs no open run, but it must not be forgotten either
  if (facts.status === 'pending' && facts.endsAt > now) return { outcome: 'parked', version, wakeAt: facts.endsAt };
  return { outcome: 'finished', version };
}

/** When somebody must look again, whatever becomes of the run: so a lost one is found without asking Temporal. */
export function wakeAtOf(plan: LifecyclePlan, now: number): number | null {
  if (plan.outcome === 'parked') return plan.wakeAt;
  return plan.outcome === 'waiting' ? Math.max(plan.step.at, now) + LATE : null;
}

export const isDue = (step: LifecycleStep, now: number): boolean => step.at <= now;
