import { mountApi } from '../../kernel/http/mount-api.ts';
import { availabilityApi } from './availability.contract.ts';
import { createAvailabilityService, type AvailabilityDeps } from './availability.service.ts';

// What visits and series, which put several bookings together, are built with.
export { createAsk } from './ask.ts';
export { serviceAt, serviceOf } from './asking.ts';
export { assertParty, rangeTooLong, unsettled } from './availability.errors.ts';
export { createVisitFacts, type AskedPart, type VisitFacts, type VisitQuestion } from './visits/visit-facts.ts';

export function createAvailabilityModule(deps: AvailabilityDeps) {
  const service = createAvailabilityService(deps);
  return {
    service,
    routes: mountApi(availabilityApi, {
      slots: ({ query, keep }) => service.slots(query, keep),
      days: ({ query, keep }) => service.days(query, keep),
      first: ({ query }) => service.first(query),
      explain: ({ query, caller }) => service.explain(caller.organizationId, query),
    }),
  };
}
