import type { LifecyclePlan, LifecycleStep } from '@bookme/core/modules/bookings/lifecycle/lifecycle.domain.ts';
import { asActivities } from '../as-activities.ts';

export interface BookingRef {
  readonly organizationId: string;
  readonly id: string;
}

export interface LifecyclePorts {
  settle(ref: BookingRef): Promise<LifecyclePlan>;
  runStep(ref: BookingRef, step: LifecycleStep): Promise<LifecyclePlan>;
}

/** Each is safe to repeat: everything it does is keyed by the booking, what is said and the version. */
export const createLifecycleActivities = ({ settle, runStep }: LifecyclePorts) =>
  asActivities({
    /** Reads the facts, tells all parties what is new, acknowledges it and answers with the next step. */
    settle,
    /** Takes a step that is due, if it still is, and settles. */
    runStep,
  });

export type LifecycleActivities = ReturnType<typeof createLifecycleActivities>;
