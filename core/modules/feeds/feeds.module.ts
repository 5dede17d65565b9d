import { mountApi } from '../../kernel/http/mount-api.ts';
import { feedsApi } from './feeds.contract.ts';
import { createFeedsService, type FeedsDeps } from './feeds.service.ts';

export function createFeedsModule(deps: FeedsDeps) {
  const feeds = createFeedsService(deps);
  return {
    routes: mountApi(feedsApi, {
      showStaffFeed: ({ params, caller }) => feeds.showOfStaff(params.id, caller),
      createStaffFeed: ({ params, caller }) => feeds.createOfStaff(params.id, caller),
      removeStaffFeed: ({ params, caller }) => feeds.removeOfStaff(params.id, caller),
      showCustomerFeed: ({ caller }) => feeds.showOfCustomer(caller),
      createCustomerFeed: ({ caller }) => feeds.createOfCustomer(caller),
      removeCustomerFeed: ({ caller }) => feeds.removeOfCustomer(caller),
      read: ({ params, knows }) => feeds.read(params.token, knows),
    }),
  };
}
