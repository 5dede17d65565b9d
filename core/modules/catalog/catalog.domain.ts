import { assertServiceRules, type ServiceRules } from '../availability/service-rules.domain.ts';

/**
 * What no single field can show: that duration and buffers fit into a day, and that some time can be offered at all.
 * @throws `service.invalid` with every wrong field
 */
export const assertOfferable = (service: Omit<ServiceRules, 'slotOffsetMinutes'>): void =>
  assertServiceRules({ ...service, slotOffsetMinutes: 0 });
