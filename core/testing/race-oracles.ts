import { expect } from 'vitest';
import { UserError } from '../kernel/errors/errors.ts';
import type { LinkCaller, UserCaller } from '../kernel/http/callers.ts';
import type { Permission } from '../kernel/http/define-api.ts';
import type { CreatedBusiness } from '../seed/business-plan.ts';
import { outcomes, type RaceWorld } from './race-world.ts';

// By counting at every moment of the raw table. Whoever was let in over others does not count: that they were is marked.
const EXCEEDED = `
  with counted as (
    select c.* from claims c left join bookings b on b.organization_id = c.organization_id and b.id = c.booking_id
    where b.id is null or not b.overrides && '{busy,no_room}'
  ), levels as (
    select e.organization_id, e.resource_id, sum(e.step) over (partition by e.organization_id, e.resource_id order by e.at, e.step) as level
    from (
      select organization_id, resource_id, busy_from as at, 1 as step from counted
      union all select organization_id, resource_id, busy_to, -1 from counted
    ) as e
  )
  select count(*)::int as n from levels l join resources r on r.organization_id = l.organization_id and r.id = l.resource_id
  where l.level > r.capacity`;

/** Moments at which a resource is given more often than there are places of it; must be 0. */
export const exceeded = async (world: RaceWorld): Promise<number> => (await world.sql<{ n: number }>(EXCEEDED))[0]!.n;

/** What must hold after every race, whoever has won it. */
export async function assertSound(world: RaceWorld): Promise<void> {
  expect({
    overlaps: await world.overlaps(),
    exceeded: await exceeded(world),
    deadlocks: await world.deadlocks(),
  }).toEqual({ overlaps: 0, exceeded: 0, deadlocks: 0 });
}

/** How often each outcome came, of refusals that are users' business and offer at most three other times. */
export async function fairOutcomes(attempts: readonly Promise<unknown>[]): Promise<Record<string, number>> {
  const settled = await Promise.allSettled(attempts);
  for (const result of settled) {
    if (result.status === 'fulfilled') continue;
    const error: unknown = result.reason;
    if (!(error instanceof UserError)) throw error;
    expect(error.status).toBeLessThan(500);
    if (error.code === 'booking.slot_taken') expect(alternativesOf(error).length).toBeLessThanOrEqual(3);
  }
  return outcomes(attempts);
}

export const alternativesOf = (error: unknown): string[] =>
  error instanceof UserError ? ((error.extra as { alternatives?: string[] } | undefined)?.alternatives ?? []) : [];

/** A member of the team with the role of an owner. */
export const ownerOf = (
  { organizationId }: CreatedBusiness,
  permissions: readonly Permission[] = ['bookings.read', 'bookings.write', 'bookings.override'],
): UserCaller => ({
  kind: 'user',
  organizationId,
  userId: '01900000-0000-7000-8000-000000000001',
  name: 'Owner',
  role: 'owner',
  permissions: new Set(permissions),
  staffId: null,
  csrfToken: '',
  sessionToken: '',
  expiresAt: 0,
});

export const linkOf = ({ organizationId }: CreatedBusiness, bookingId: string): LinkCaller => ({
  kind: 'link',
  organizationId,
  bookingId,
});

/** Hours later than `2026-12-01T00:00:00Z`, as ISO: `hour(9.25)` is 09:15 of that day. */
export const hour = (hours: number): string =>
  new Date(Date.parse('2026-12-01T00:00:00Z') + hours * 3_600_000).toISOString();
