/** What workflow code may use too: names and settings, nothing that needs Node. */
export { bookingLifecycle, bookingSignal, bookingWorkflowId, taskQueues, type BookingChange } from './names.ts';
export { lifecycleActivities, relayPace } from './retries.ts';
export { server } from './server.ts';
