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
      bookSeries: ({ query, body, idempotency }) =>
        isDry(query) ? service.preview(body) : service.book(body, idempotency),
      showSeries: ({ caller }) => service.show(caller),
      moveSeries: ({ query, body, caller, idempotency }) =>
        isDry(query) ? service.previewMove(body, caller) : service.move(body, caller, idempotency),
      cancelSeries: ({ query, body, caller, idempotency }) =>
        isDry(query) ? service.previewCancel(body, caller) : service.cancel(body, caller, idempotency),
      deskBookSeries: ({ query, body, caller, idempotency }) =>
        isDry(query) ? desk.preview(body, caller) : desk.book(body, caller, idempotency),
      deskShowSeries: ({ params, caller }) => desk.show(params.id, caller),
      deskMoveSeries: ({ params, query, body, caller, idempotency }) =>
        isDry(query) ? desk.previewMove(params.id, body, caller) : desk.move(params.id, body, caller, idempotency),
      deskCancelSeries: ({ params, query, body, caller, idempotency }) =>
        isDry(query) ? desk.previewCancel(params.id, body, caller) : desk.cancel(params.id, body, caller, idempotency),
    }),
  };
}
