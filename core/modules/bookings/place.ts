import { createHash } from 'node:crypto';
import { capWindows, type CapWindow } from '../availability/engine/cap-windows.domain.ts';
import type { Resolution } from '../availability/engine/availability.domain.ts';
import type { Resolved } from '../availability/availability.service.ts';

/** What a booking takes, as the guarded functions ask for it. */
export interface Place {
  readonly resources: readonly string[];
  /** How many each takes at a time; null: all take one. */
  readonly capacities: readonly number[] | null;
  /** How many places of each; null: one. */
  readonly units: readonly number[] | null;
  readonly busyFrom: Date;
  readonly busyTo: Date;
  /** Somebody of them is on the road between locations. */
  readonly travels: boolean;
  readonly caps: readonly CapWindow[];
  /** What must be locked when that is more than the resources: whoever is counted. */
  readonly locks: readonly string[] | null;
}

export type ResolvedSlot = Resolved & { readonly resolution: Extract<Resolution, { readonly ok: true }> };

/** A name for a lock that all bookings of one customer take, whether or not we know the customer yet. */
export function customerLock(organizationId: string, email: string): string {
  const hex = createHash('sha256').update(`${organizationId} ${email.toLowerCase()}`).digest('hex').slice(0, 32);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** @param email of the customer, for limits on how often one may come */
export function placeOf(
  organizationId: string,
  { service, rules, zone, resolution, overridden }: ResolvedSlot,
  email: string | null,
  staffId = resolution.staffId,
): Place {
  const { startsAt, choices } = resolution;
  const { claims } = choices.find((choice) => choice.staffId === staffId)!;
  const capacities = claims.map(({ resourceId }) => rules.capacities.get(resourceId) ?? 1);
  const units = claims.map((claim) => claim.units);
  const staffIds = claims.map(({ resourceId }) => resourceId).filter((id) => rules.staffNames.has(id));
  const isLimited = !overridden.includes('cap') && !overridden.includes('repeat');
  const caps = isLimited ? capWindows(service.id, service.rules, zone, startsAt, staffIds) : [];
  const counted = [
    ...(caps.some((cap) => cap.of === 'service') ? [service.id] : []),
    ...(email && caps.some((cap) => cap.of === 'customer') ? [customerLock(organizationId, email)] : []),
  ];
  const resources = claims.map(({ resourceId }) => resourceId);
  return {
    resources,
    capacities: capacities.every((capacity) => capacity === 1) ? null : capacities,
    units: units.every((count) => count === 1) ? null : units,
    busyFrom: new Date(resolution.busyFrom),
    busyTo: new Date(resolution.busyTo),
    travels: rules.travels,
    caps,
    locks: counted.length > 0 ? [...resources, ...counted] : null,
  };
}

/** Nothing: a request that waits without keeping anybody from the time. Whoever is counted is locked all the same. */
export const noPlace = (place: Place): Place => ({
  ...place,
  resources: [],
  capacities: null,
  units: null,
  locks: place.caps.length > 0 ? (place.locks ?? place.resources) : null,
});
