import { itHolds } from '../../testing/policies/policy.shard.ts';

itHolds(1, 2);
