import { itHolds } from '../../testing/policies/policy.shard.ts';

itHolds(0, 2);
