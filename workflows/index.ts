// Everything that is exported here is a workflow of the bundle, under its own name.
export { bookingLifecycle } from './booking-lifecycle/workflow.ts';
