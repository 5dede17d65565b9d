import { randomBytes, randomUUIDv7 } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Sql, Statement } from '../../kernel/db/db.ts';
import type { CreateService, UpdateService } from './catalog.contract.ts';
import { ServiceChange, ServiceResource, ServiceStaff, type Service } from './catalog.entities.ts';
import { unknownIds } from './catalog.errors.ts';
import type { BaseView } from './service-view.ts';
import type { TermChanges } from './versions.domain.ts';

// From what a request says to what is kept: ids looked up, short forms written out.

const FIND_RESOURCES: Statement = {
  name: 'find_resources_for_service',
  text: `select id, kind = 'staff' as "isStaff", capacity from resources where organization_id = $1 and id = any($2::uuid[])`,
};
const FIND_SCHEDULES: Statement = {
  name: 'find_schedules_for_service',
  text: `select id, resource_id as "staffId" from schedules where organization_id = $1 and id = any($2::uuid[])`,
};

/** 128 bits: whoever holds it may book. */
export const newLinkToken = (): string => randomBytes(16).toString('base64url');

const low = (id: string): string => id.toLowerCase();
const once = (ids: readonly string[]): string[] => [...new Set(ids.map(low))];

type Given = Omit<UpdateService, 'effectiveFrom'> | CreateService;

/**
 * Repeated ids count once; the path of an error names the place in the list that was sent.
 * @returns the capacity of each room and piece of equipment that is named
 * @throws `request.invalid`
 */
export async function assertKnown(
  sql: Sql,
  organizationId: string,
  given: Given,
  known: Pick<BaseView, 'addons' | 'needs'>,
) {
  const { staffIds = [], staff = [], resourceIds = [], addons = [] } = given;
  const needs = given.needs ?? known.needs;
  const named = [
    ...staffIds,
    ...staff.map(({ staffId }) => staffId),
    ...resourceIds,
    ...needs.flatMap(({ anyOf }) => anyOf),
  ];
  const rows = await sql.query<{ id: string; isStaff: boolean; capacity: number }>(FIND_RESOURCES, [
    organizationId,
    named,
  ]);
  const isStaff = new Map(rows.map((row) => [row.id, row.isStaff]));
  const assertAll = (kind: 'staffIds' | 'staff' | 'resourceIds', entries: readonly (readonly [string, string])[]) => {
    const wrong = entries.filter(([, id]) => isStaff.get(low(id)) !== (kind !== 'resourceIds')).map(([path]) => path);
    if (wrong.length > 0) throw unknownIds(kind, wrong);
  };
  assertAll('staffIds', staffIds.map((id, index) => [`staffIds.${index}`, id])); // prettier-ignore
  assertAll('staff', staff.map(({ staffId }, index) => [`staff.${index}.staffId`, staffId])); // prettier-ignore
  assertAll('resourceIds', resourceIds.map((id, index) => [`resourceIds.${index}`, id])); // prettier-ignore
  if (given.needs)
    assertAll('resourceIds', needs.flatMap(({ anyOf }, need) => anyOf.map((id, index) => [`needs.${need}.anyOf.${index}`, id] as const))); // prettier-ignore
  await assertSchedules(sql, organizationId, staff);

  const ownAddons = new Set(known.addons.map(({ id }) => id));
  const foreign = addons.flatMap(({ id }, index) => (id && !ownAddons.has(low(id)) ? [`addons.${index}.id`] : []));
  if (foreign.length > 0) throw unknownIds('addons', foreign);
  return new Map(rows.filter((row) => !row.isStaff).map(({ id, capacity }) => [id, capacity]));
}

async function assertSchedules(sql: Sql, organizationId: string, staff: NonNullable<Given['staff']>): Promise<void> {
  const wanted = staff.flatMap(({ scheduleId }) => (scheduleId ? [scheduleId] : []));
  if (wanted.length === 0) return;
  const rows = await sql.query<{ id: string; staffId: string }>(FIND_SCHEDULES, [organizationId, wanted]);
  const ownerOf = new Map(rows.map(({ id, staffId }) => [id, staffId]));
  const wrong = staff.flatMap(({ staffId, scheduleId }, index) =>
    scheduleId && ownerOf.get(low(scheduleId)) !== low(staffId) ? [`staff.${index}.scheduleId`] : [],
  );
  if (wrong.length > 0) throw unknownIds('scheduleId', wrong);
}

/** Short forms written out: `windowDays` as a window, `staffIds` as staff who keep what was said of them, add-ons with ids. */
export function changesOf(given: Given, known: Pick<BaseView, 'staff'>): TermChanges {
  const { staffIds, staff, windowDays, window, addons, resourceIds, needs, ...rest } = given;
  const { name: _name, description: _description, locationId: _location, ...terms } = rest;
  const { visibility: _visibility, kind: _kind, active: _active, ...plain } = terms;
  const linkOf = new Map(known.staff.map((link) => [link.staffId, link]));
  const links =
    staff?.map((link) => ({
      ...link,
      staffId: low(link.staffId),
      scheduleId: link.scheduleId === null ? null : low(link.scheduleId),
    })) ??
    (staffIds &&
      once(staffIds).map((staffId) => linkOf.get(staffId) ?? { staffId, weight: 1, role: null, scheduleId: null }));
  const unique = links && [...new Map(links.map((link) => [link.staffId, link])).values()];
  const days = window ?? (windowDays === undefined ? undefined : { kind: 'days' as const, days: windowDays });
  const changes = {
    ...plain,
    ...(unique && { staff: unique, staffIds: unique.map(({ staffId }) => staffId) }),
    ...(days && { window: days, ...(days.kind === 'range' ? {} : { windowDays: days.days }) }),
    ...(addons && { addons: addons.map((addon) => ({ ...addon, id: addon.id ? low(addon.id) : randomUUIDv7() })) }),
    ...(resourceIds && { resourceIds: once(resourceIds) }),
    ...(needs && { needs: needs.map((need) => ({ ...need, anyOf: once(need.anyOf) })) }),
  };
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as TermChanges;
}

/** Puts changes into the service's own row and links; the caller flushes. */
export async function fold(em: EntityManager, service: Service, changes: TermChanges): Promise<void> {
  const { staff, staffIds: _ids, resourceIds, window, ...fields } = changes;
  em.assign(service, fields as Partial<Service>);
  if (window?.kind === 'range')
    em.assign(service, { windowKind: 'range', windowFrom: window.from, windowTo: window.to });
  else if (window)
    em.assign(service, { windowKind: window.kind, windowDays: window.days, windowFrom: null, windowTo: null });

  const { organizationId, id: serviceId } = service;
  if (staff) {
    const wanted = new Map(staff.map(({ staffId, ...link }) => [staffId, link]));
    for (const known of await em.find(ServiceStaff, { organizationId, serviceId })) {
      const link = wanted.get(known.resourceId);
      if (link) em.assign(known, link);
      else em.remove(known);
      wanted.delete(known.resourceId);
    }
    for (const [resourceId, link] of wanted)
      em.create(ServiceStaff, { organizationId, serviceId, resourceId, ...link });
  }
  if (resourceIds) {
    const wanted = new Set(resourceIds);
    for (const known of await em.find(ServiceResource, { organizationId, serviceId }))
      if (!wanted.delete(known.resourceId)) em.remove(known);
    for (const resourceId of wanted) em.create(ServiceResource, { organizationId, serviceId, resourceId });
  }
}

/** One row of history. */
export async function record(
  em: EntityManager,
  { organizationId, id: serviceId }: Service,
  entry: { effectiveFrom: string | null; changes: object; changedBy: string; changedAt: Date; folded: boolean },
): Promise<void> {
  const [last] = await em.find(
    ServiceChange,
    { organizationId, serviceId },
    { orderBy: { version: 'desc' }, limit: 1, fields: ['version'] },
  );
  const version = (last?.version ?? 0) + 1;
  em.create(ServiceChange, { organizationId, serviceId, version, ...entry, changes: { ...entry.changes } });
}
