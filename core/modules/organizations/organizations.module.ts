import { mountApi } from '../../kernel/http/mount-api.ts';
import { organizationsApi } from './organizations.contract.ts';
import { createOrganizationsService, type OrganizationsDeps } from './organizations.service.ts';

export { organizationEntities } from './organizations.entities.ts';
export type { OrganizationsDeps } from './organizations.service.ts';

export function createOrganizationsModule(deps: OrganizationsDeps) {
  const service = createOrganizationsService(deps);
  return {
    service,
    routes: mountApi(organizationsApi, {
      showPage: ({ params }) => service.page(params.slug),
      showBusiness: ({ caller }) => service.business(caller.organizationId),
      updateBusiness: (request) => service.updateBusiness(request, request.body),
    }),
  };
}
