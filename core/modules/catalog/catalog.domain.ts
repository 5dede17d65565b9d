import type { FieldError } from '../../kernel/errors/errors.ts';
import { invalidService } from '../availability/availability.errors.ts';
import { assertServiceRules } from '../availability/engine/service-rules.domain.ts';
import type { ServiceView } from './catalog.contract.ts';

// What no single field of a service can show. Length, buffers, interval, notice, window and caps are the engine's to judge.

/** A service as it would be kept, with all that is given and all that it had. */
export type WholeService = Omit<
  ServiceView,
  'id' | 'currency' | 'position' | 'linkToken' | 'upcoming' | 'name' | 'description' | 'locationId' | 'visibility'
>;

/** Buffers and the longest length with all add-ons: what the database looks back at most. */
const LONGEST = 1440;
const MOST_MEMBERS = 12;

type Refuse = (path: string, code: string, message: string) => void;

/**
 * That the service can be offered at all, and never asks for what cannot be.
 * @param capacities of rooms and equipment, by id
 * @throws `service.invalid` with every wrong field
 */
export function assertOfferable(service: WholeService, capacities: ReadonlyMap<string, number>): void {
  assertServiceRules(service);
  const errors: FieldError[] = [];
  const refuse: Refuse = (path, code, message) => errors.push({ path, code, message });
  refuseLengths(service, refuse);
  refuseStaffing(service, refuse);
  refuseNeeds(service, capacities, refuse);
  if (service.minParty > service.maxParty) refuse('minParty', 'more_than_most', 'must not be more than maxParty');
  if (errors.length > 0) throw invalidService(errors);
}

/**
 * That what is newly said can ever come true. What stood already stays: time makes every window one of the past.
 * @param today at the service's location, YYYY-MM-DD: the first day on which it could hold
 * @throws `service.invalid` with every wrong field
 */
export function assertMeaningful(given: Partial<WholeService>, service: WholeService, today: string): void {
  const errors: FieldError[] = [];
  const { window, levelPrices, durations, durationMinutes } = given;
  if (window?.kind === 'range' && window.to < today)
    errors.push({ path: 'window.to', code: 'in_the_past', message: `must not come before ${today}` });
  if (levelPrices ?? durations ?? durationMinutes) {
    const known = [service.durationMinutes, ...service.durations.map(({ minutes }) => minutes)];
    for (const [index, { minutes }] of service.levelPrices.entries())
      if (minutes !== null && !known.includes(minutes))
        errors.push({
          path: `levelPrices.${index}.minutes`,
          code: 'unknown_length',
          message: `the service has no length of ${minutes} minutes`,
        });
  }
  if (errors.length > 0) throw invalidService(errors);
}

function refuseLengths(service: WholeService, refuse: Refuse): void {
  const { durations, durationMinutes, addons, bufferBeforeMinutes, bufferAfterMinutes } = service;
  const longest = Math.max(durationMinutes, ...durations.map((length) => length.minutes));
  const added = addons.filter(({ active }) => active).reduce((sum, { minutes }) => sum + minutes, 0);
  if (bufferBeforeMinutes + longest + bufferAfterMinutes > LONGEST)
    refuse('durations', 'longer_than_a_day', 'duration and buffers together must not exceed 24 hours');
  else if (bufferBeforeMinutes + longest + added + bufferAfterMinutes > LONGEST)
    refuse('addons', 'longer_than_a_day', 'with all add-ons, a booking and its buffers must not exceed 24 hours');
}

function refuseStaffing({ staffing, staff }: WholeService, refuse: Refuse): void {
  if (staffing === 'collective' && staff.length > MOST_MEMBERS)
    refuse('staff', 'too_many', `at most ${MOST_MEMBERS} can serve at once`);
  if (staffing !== 'roles') return;
  for (const [index, { role }] of staff.entries())
    if (role === null) refuse(`staff.${index}.role`, 'missing', 'each needs a role where one of each role serves');
  if (new Set(staff.map(({ role }) => role)).size > MOST_MEMBERS)
    refuse('staff', 'too_many', `at most ${MOST_MEMBERS} can serve at once`);
}

function refuseNeeds({ needs }: WholeService, capacities: ReadonlyMap<string, number>, refuse: Refuse): void {
  for (const [index, { anyOf, count, units }] of needs.entries()) {
    const able = anyOf.filter((id) => (capacities.get(id) ?? 0) >= units).length;
    if (count > anyOf.length)
      refuse(`needs.${index}.count`, 'more_than_there_are', `there are only ${anyOf.length} to choose from`);
    else if (able < count)
      refuse(`needs.${index}.units`, 'more_than_capacity', 'not enough of these have so many places');
  }
}
