/** Work is taken from these queues; a worker process may serve some of them only. */
export const taskQueues = { bookings: 'bookings' } as const;

/** The namespace that `npm start` makes. With a server of your own: TEMPORAL_NAMESPACE. */
export const defaultNamespace = 'bookme';

/**
 * How long a closed run stays readable. It has to exceed the longest time that an outbox row may wait (7 days), for
 * only as long does the server recognise a repeated start.
 */
export const retention = '30d';

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
 * `WorkflowId STARTS_WITH "booking:<organization>:"`, which needs no search attribute of our own.
 */
export const bookingWorkflowId = (organizationId: string, bookingId: string): string =>
  `booking:${organizationId}:${bookingId}`;
