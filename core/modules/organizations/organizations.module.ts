import { mountApi } from '../../kernel/http/mount-api.ts';
import { locationsApi } from './locations.contract.ts';
import { organizationsApi } from './organizations.contract.ts';
import { createOrganizationsService, type OrganizationsDeps } from './organizations.service.ts';

export { organizationEntities } from './organizations.entities.ts';
export type { OrganizationsDeps } from './organizations.service.ts';

export function createOrganizationsModule(deps: OrganizationsDeps) {
  const service = createOrganizationsService(deps);
  return {
    service,
    routes: [
      ...mountApi(organizationsApi, {
        showPage: ({ params, query }) => service.page(params.slug, query.link),
        showBusiness: ({ caller }) => service.business(caller.organizationId),
        updateBusiness: (request) => service.updateBusiness(request, request.body),
      }),
      ...mountApi(locationsApi, {
        listLocations: ({ caller }) => service.locations.list(caller.organizationId),
        createLocation: (request) => service.locations.create(request, request.body),
        updateLocation: (request) => service.locations.update(request, request.params.id, request.body),
        listHolidays: ({ caller, params, query }) =>
          service.places.holidays(caller.organizationId, params.id, Number(query.year)),
        setHolidays: (request) => service.places.setHolidays(request, request.params.id, request.body),
        listHolidayRegions: ({ query }) => service.places.regions(query.country),
        listTravelTimes: ({ caller }) => service.places.travelTimes(caller.organizationId),
        setTravelTimes: (request) => service.places.setTravelTimes(request, request.body),
      }),
    ],
  };
}
