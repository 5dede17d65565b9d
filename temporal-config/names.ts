/** Work is taken from these queues; a worker process may serve some of them only. */
export const taskQueues = { bookings: 'bookings' } as const;

/** The lifecycle of one booking: its name, its signal and where it runs. */
export const bookingLifecycle = {
  workflow: 'bookingLifecycle',
  /** Signal `{ id, version }`: something about the booking has changed; read it again. */
  changed: 'bookingChanged',
  taskQueue: taskQueues.bookings,
} as const;

/**
 * One id per booking, re-opened by signal-with-start: the server itself guarantees that at most one run is open.
 * Ids are plain text on the server, so they carry no personal data. All runs of a tenant:
 * `WorkflowId STARTS_WITH "booking:<organization>:"`.
 */
export const bookingWorkflowId = (organizationId: string, bookingId: string): string =>
  `booking:${organizationId}:${bookingId}`;
