import { mountApi } from '../../kernel/http/mount-api.ts';
import { catalogApi } from './catalog.contract.ts';
import { createCatalogService, type CatalogDeps } from './catalog.service.ts';

export { catalogEntities } from './catalog.entities.ts';
export type { CatalogDeps } from './catalog.service.ts';

export function createCatalogModule(deps: CatalogDeps) {
  const service = createCatalogService(deps);
  return {
    service,
    routes: mountApi(catalogApi, {
      listServices: ({ caller }) => service.list(caller.organizationId),
      createService: (request) => service.create(request, request.body),
      showService: ({ params, caller }) => service.show(caller.organizationId, params.id),
      updateService: (request) => service.update(request, request.params.id, request.body),
      listVersions: ({ params, caller }) => service.versions(caller.organizationId, params.id),
      removeVersion: (request) => service.removeVersion(request, request.params.id, Number(request.params.version)),
      renewLink: (request) => service.renewLink(request, request.params.id),
    }),
  };
}
