import { mountApi } from '../../kernel/http/mount-api.ts';
import { classesApi } from './classes.contract.ts';
import type { ClassesService } from './classes.service.ts';

export const classesRoutes = (classes: ClassesService) =>
  mountApi(classesApi, {
    listOpenSessions: ({ query }) => classes.open(query),
    listSessions: ({ query, caller }) => classes.list(query, caller),
    openSessions: ({ query, body, caller, idempotency }) =>
      query.dryRun === 'true' ? classes.previewCreate(body, caller) : classes.create(body, caller, idempotency),
    showSession: ({ params, caller }) => classes.show(params.id, caller),
    moveSessions: ({ params, query, body, caller, idempotency }) =>
      query.dryRun === 'true'
        ? classes.previewMove(params.id, body, caller)
        : classes.move(params.id, body, caller, idempotency),
    resizeSession: ({ params, body, caller, idempotency }) => classes.resize(params.id, body, caller, idempotency),
    cancelSessions: ({ params, query, body, caller, idempotency }) =>
      query.dryRun === 'true'
        ? classes.previewCancel(params.id, body, caller)
        : classes.cancel(params.id, body, caller, idempotency),
  });
