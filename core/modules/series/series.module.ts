import { mountApi } from '../../kernel/http/mount-api.ts';
import { seriesApi } from './series.contract.ts';
import { createSeriesService, type SeriesDeps } from './series.service.ts';

const isDry = ({ dryRun }: { dryRun?: 'true' | 'false' | undefined }): boolean => dryRun === 'true';

export function createSeriesModule(deps: SeriesDeps) {
  const service = createSeriesService(deps);
  const { desk } = service;
  return {
    service,
    routes: mountApi(seriesApi, {
      book: ({ query, body, idempotency }) => (isDry(query) ? service.preview(body) : service.book(body, idempotency)),
      show: ({ caller }) => service.show(caller),
      move: ({ query, body, caller, idempotency }) =>
        isDry(query) ? service.previewMove(body, caller) : service.move(body, caller, idempotency),
      cancel: ({ query, body, caller, idempotency }) =>
        isDry(query) ? service.previewCancel(body, caller) : service.cancel(body, caller, idempotency),
      deskBook: ({ query, body, caller, idempotency }) =>
        isDry(query) ? desk.preview(body, caller) : desk.book(body, caller, idempotency),
      deskShow: ({ params, caller }) => desk.show(params.id, caller),
      deskMove: ({ params, query, body, caller, idempotency }) =>
        isDry(query) ? desk.previewMove(params.id, body, caller) : desk.move(params.id, body, caller, idempotency),
      deskCancel: ({ params, query, body, caller, idempotency }) =>
        isDry(query) ? desk.previewCancel(params.id, body, caller) : desk.cancel(params.id, body, caller, idempotency),
    }),
  };
}
