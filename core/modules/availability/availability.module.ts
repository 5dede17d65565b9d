import { mountApi } from '../../kernel/http/mount-api.ts';
import { availabilityApi } from './availability.contract.ts';
import { createAvailabilityService, type AvailabilityDeps } from './availability.service.ts';

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
