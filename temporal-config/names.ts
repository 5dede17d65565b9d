/** Work is taken from these queues; a worker process may serve some of them only. */
export const taskQueues = { bookings: 'bookings' } as const;

/** The lifecycle of one booking: the name of the workflow and of its signal. */
export const bookingLifecycle = {
  workflow: 'bookingLifecycle',
  /** Signal `{ id, version }`: something about the booking has changed; read it again. */
  changed: 'bookingChanged',
} as const;

/**
 * One id per booking, re-opened by signal-with-start: the server itself guarantees that at most one run is open.
 * Ids are plain text on the server, so they carry no personal data. All runs of a tenant:
 * `WorkflowId STARTS_WITH "booking:<organization>:"`.
 */
export const bookingWorkflowId = (organizationId: string, bookingId: string): string =>
  `booking:${organizationId}:${bookingId}`;

/** A version of a booking that somebody should look at. */
export interface BookingChange {
  readonly organizationId: string;
  readonly id: string;
  readonly version: number;
}

/** What to send with signal-with-start, so that the lifecycle looks at the booking, be its run open or not. */
export const bookingSignal = ({ organizationId, id, version }: BookingChange) => ({
  workflow: bookingLifecycle.workflow,
  options: {
    workflowId: bookingWorkflowId(organizationId, id),
    taskQueue: taskQueues.bookings,
    args: [{ organizationId, id, version }],
    signal: bookingLifecycle.changed,
    signalArgs: [{ id, version }],
  },
});
