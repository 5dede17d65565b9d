import '../deterministic-time.ts'; // first line: Temporal.Now follows workflow time, or it would read the real clock
import { bookingLifecycle as names, lifecycleActivities } from '@bookme/temporal-config';
import type { LifecycleStep } from '@bookme/core/modules/bookings/lifecycle/lifecycle.domain.ts';
import {
  condition,
  continueAsNew,
  defineSignal,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { BookingRef, LifecycleActivities } from './activities.ts';

/** Something about the booking has changed. Carries no facts: they are read again. */
export const bookingChanged = defineSignal<[{ id: string; version: number }]>(names.changed);

const { settle, runStep } = proxyActivities<LifecycleActivities>(lifecycleActivities);

/** From the booking to its end: tells, reminds, completes. PostgreSQL holds the facts; this run only holds the time. */
export async function bookingLifecycle(start: BookingRef & { version: number }): Promise<void> {
  const ref = { organizationId: start.organizationId, id: start.id };
  let { version } = start;
  let knocks = 0;
  setHandler(bookingChanged, (news) => {
    version = Math.max(version, news.version);
    // Every signal counts, also one with a version that is known: then an acknowledgement was lost, or a message is to be
    // sent again. And none is waited for: PostgreSQL may have been restored to before the version that was told.
    knocks += 1;
  });

  let due: LifecycleStep | undefined;
  for (;;) {
    const heard = knocks;
    const plan = due ? await runStep(ref, due) : await settle(ref);
    due = undefined;
    const changed = knocks > heard; // while it was being settled: look again before every way out
    if (!changed && plan.outcome !== 'waiting') return; // parked: wake_at in PostgreSQL opens it again
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof bookingLifecycle>({ ...ref, version });
    if (changed || plan.outcome !== 'waiting') continue;

    const wait = plan.step.at - Date.now();
    if (wait > 0 && (await condition(() => knocks > heard, wait))) continue;
    due = plan.step;
  }
}
