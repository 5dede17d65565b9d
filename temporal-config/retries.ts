/**
 * Activities that read and write our own database and hand over messages. They are retried for ever: the facts wait in
 * PostgreSQL, and a lifecycle that gave up would leave a booking without its reminders. Failed deliveries are no
 * failures here; they become a later step of the plan.
 */
export const lifecycleActivities = {
  startToCloseTimeout: '2 minutes',
  /** A worker that was killed is noticed after this, not after two minutes; `asActivities` sends the heartbeats. */
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
} as const;

/**
 * How fast the outbox is emptied. A burst of starts outruns its own work and delays every first activity, so the relay
 * is paced. The figures suit the development server on a small machine; a cluster takes far more (`--relay-rate`).
 */
export const relayPace = { perSecond: 20, atOnce: 16 } as const;
