import { mountApi } from '../../kernel/http/mount-api.ts';
import { customersApi } from './customers.contract.ts';
import { createCustomersService, type CustomersDeps } from './customers.service.ts';

export type { CustomersDeps } from './customers.service.ts';

export function createCustomersModule(deps: CustomersDeps) {
  const service = createCustomersService(deps);
  return {
    service,
    routes: mountApi(customersApi, { list: ({ caller, query }) => service.list(caller.organizationId, query) }),
  };
}
