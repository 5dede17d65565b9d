import { mountApi } from '../../kernel/http/mount-api.ts';
import { classesApi } from './classes.contract.ts';
import type { ClassesService } from './classes.service.ts';

export const classesRoutes = (classes: ClassesService) =>
  mountApi(classesApi, {
    listOpen: ({ query }) => classes.open(query),
    list: ({ query, caller }) => classes.list(query, caller),
    create: ({ query, body, caller, idempotency }) =>
      query.dryRun === 'true' ? classes.previewCreate(body, caller) : classes.create(body, caller, idempotency),
    show: ({ params, caller }) => classes.show(params.id, caller),
    move: ({ params, query, body, caller, idempotency }) =>
      query.dryRun === 'true'
        ? classes.previewMove(params.id, body, caller)
        : classes.move(params.id, body, caller, idempotency),
    resize: ({ params, body, caller, idempotency }) => classes.resize(params.id, body, caller, idempotency),
    cancel: ({ params, body, caller, idempotency }) => classes.cancel(params.id, body, caller, idempotency),
  });
