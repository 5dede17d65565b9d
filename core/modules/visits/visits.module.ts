import { mountApi } from '../../kernel/http/mount-api.ts';
import { visitsApi } from './visits.contract.ts';
import { createVisitsService, type VisitsDeps } from './visits.service.ts';

export function createVisitsModule(deps: VisitsDeps) {
  const service = createVisitsService(deps);
  return {
    service,
    routes: mountApi(visitsApi, {
      findVisits: ({ body }) => service.find(body),
      bookVisit: ({ query, body, idempotency }) =>
        query.dryRun === 'true' ? service.preview(body) : service.book(body, idempotency),
      deskBookVisit: ({ query, body, caller, idempotency }) =>
        query.dryRun === 'true' ? service.desk.preview(body, caller) : service.desk.book(body, caller, idempotency),
    }),
  };
}
