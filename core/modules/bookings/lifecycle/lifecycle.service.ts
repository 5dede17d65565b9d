import type { Clock } from '../../../kernel/clock/clock.ts';
import { OperationalError } from '../../../kernel/errors/errors.ts';
import {
  afterTurn,
  planBooking,
  takeTurn,
  wakeAtOf,
  type LifecyclePlan,
  type LifecycleStep,
} from './lifecycle.domain.ts';
import type { BookingRef, FinishBooking, LifecycleStore } from './lifecycle.ports.ts';

export interface LifecycleDeps {
  store: LifecycleStore;
  /** Hands one message over and records the outcome; throws only when nothing could be recorded. */
  deliver(organizationId: string, messageId: string): Promise<void>;
  finish: FinishBooking;
  clock: Clock;
  /** Told of a lifecycle whose booking does not exist: PostgreSQL was restored to an earlier time, or it was erased. */
  onOrphan(ref: BookingRef): void;
}

/** What the workflow's activities call. Both may run twice, at any time and in any order. */
export interface Lifecycle {
  /** Reads the facts, tells everyone what is new, acknowledges it, and answers with what comes next. */
  settle(ref: BookingRef): Promise<LifecyclePlan>;
  /** Takes a step that is due, if it still is, and then settles. */
  runStep(ref: BookingRef, step: LifecycleStep): Promise<LifecyclePlan>;
}

/** Deliveries and a completion need a turn each, and changes may come in between; more is a loop. */
const MOST_TURNS = 10;

const stuck = (code: string, message: string): OperationalError =>
  new OperationalError(code, { message, retryAfter: 5 });

export function createLifecycle({ store, deliver, finish, clock, onOrphan }: LifecycleDeps): Lifecycle {
  /** One transaction: what is new is written and acknowledged. Deliveries come after the commit. */
  const turn = (ref: BookingRef, now: number, due?: LifecycleStep) =>
    store.turn(ref, async (facts, writes) => {
      const { queue, skip } = takeTurn(facts, now, due);
      for (const { message, reason } of skip) await writes.skip(message, reason);
      for (const message of queue) await writes.queue(message);
      const plan = planBooking(afterTurn(facts, { queue, skip }), now);
      await writes.acknowledge(facts.version, wakeAtOf(plan, now));
      return { plan, undelivered: await writes.undelivered(now) };
    });

  async function run(ref: BookingRef, now: number, due?: LifecycleStep): Promise<LifecyclePlan> {
    let toFinish = due?.kind === 'completion';
    for (let turns = 0; turns < MOST_TURNS; turns++) {
      const result = await turn(ref, now, due);
      if (!result) {
        onOrphan(ref);
        return { outcome: 'orphan', version: 0 };
      }
      const { plan, undelivered } = result;
      if (undelivered.length > 0) {
        for (const id of undelivered) await deliver(ref.organizationId, id);
      } else if (toFinish && plan.outcome === 'waiting' && plan.step.kind === 'completion' && plan.step.at <= now) {
        toFinish = false;
        await finish({ ...ref, version: plan.version });
      } else {
        return plan;
      }
    }
    throw stuck('lifecycle.unsettled', `Booking ${ref.id} is not settled after ${MOST_TURNS} turns.`);
  }

  return {
    settle: (ref) => run(ref, clock.now()),
    async runStep(ref, step) {
      // the workflow says that it is time; a clock that lags behind the server's must not send it back to wait
      const plan = await run(ref, Math.max(clock.now(), step.at), step);
      const again = plan.outcome === 'waiting' && plan.step.kind === step.kind && plan.step.at === step.at;
      if (again) throw stuck('lifecycle.step_not_taken', `Step ${step.kind} of booking ${ref.id} changed nothing.`);
      return plan;
    },
  };
}
