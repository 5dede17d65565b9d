// The door for tests of core, workflows, plugins and partners.
export { createTestDatabase, type TestDatabase, type TestDatabaseOptions } from './database.ts';
export { createBusiness } from '../seed/create-business.ts';
export { weekly, type BusinessPlan, type CreatedBusiness } from '../seed/business-plan.ts';
export { createClass, type ClassPlan, type SessionPlan } from './create-class.ts';
export { hostPlugin, type HostedPlugin } from './host-plugin.ts';
export {
  messagesChannelConformance,
  sampleMessage,
  type ChannelHarness,
  type ReceivedMessage,
} from './conformance/messages-channel.ts';
export { paymentsProviderConformance, type PaymentHarness } from './conformance/payments-provider.ts';
export type { Conforming } from './conformance/conformance.ts';
export { createBookingWorld, type BookingWorld } from './booking-world.ts';
export { startTestApi, type Answer, type AskOptions, type SignedIn, type TestApi, type TestApiOptions } from './api.ts';
