import { randomUUIDv7 } from 'node:crypto';
import { LockMode, type EntityManager } from '@mikro-orm/postgresql';
import type { Sql, Statement } from '../../kernel/db/db.ts';
import type { WriteRequest } from '../../kernel/db/idempotent.ts';
import { notFound } from '../../kernel/errors/errors.ts';
import type { RuleAnswer, RuleWrite } from '../availability/rules/rule-changes.ts';
import type { CreateResource, OpeningHours, ResourceView, UpdateResource } from './resources.contract.ts';
import { assertKeepable } from './schedules.domain.ts';
import { Resource, Schedule } from './schedules.entities.ts';
import { resourceInUse } from './schedules.errors.ts';
import type { SchedulesDeps } from './schedules.service.ts';
import { placeFor } from './staff.ts';
import { inOrder } from './weeks.ts';

export interface ResourcesService {
  list(organizationId: string): Promise<{ data: ResourceView[]; nextCursor: null }>;
  /** @throws `resource.not_found`, also for a member of staff */
  show(organizationId: string, id: string): Promise<ResourceView>;
  /** @throws `request.invalid` for a foreign location, `schedule.invalid` */
  create(request: WriteRequest, resource: CreateResource): Promise<ResourceView>;
  /** @throws as `create` and `show`; `rules.affect_bookings` */
  update(request: RuleWrite, id: string, changes: UpdateResource): Promise<RuleAnswer<ResourceView>>;
  /** @throws `resource.not_found`, `resource.in_use` */
  remove(request: WriteRequest, id: string): Promise<{ id: string }>;
}

const LIST: Statement = {
  name: 'list_resources',
  text: `
    select r.id, r.kind, r.name, r.capacity, r.active, r.position, r.location_id as "locationId",
      case when h.id is not null then json_build_object('timeZone', h.time_zone, 'weekly', h.weekly) end as hours,
      array(
        select t.service_id from service_resources t where t.organization_id = $1 and t.resource_id = r.id
        union select s.id from services s where s.organization_id = $1
          and s.needs @> jsonb_build_array(jsonb_build_object('anyOf', jsonb_build_array(r.id::text)))
        order by 1)::text[] as "serviceIds"
    from resources r
    left join schedules h on h.organization_id = $1 and h.resource_id = r.id and h.is_default
    where r.organization_id = $1 and r.kind <> 'staff' and ($2::uuid is null or r.id = $2)
    order by r.position, r.name, r.id`,
};
const IN_USE: Statement = {
  name: 'resource_in_use',
  text: `
    select exists (select from claims c where c.organization_id = $1 and c.resource_id = $2)
      or exists (select from service_versions v where v.organization_id = $1 and v.changes::text like '%' || $2::text || '%') as used`,
};

async function viewOf(sql: Sql, organizationId: string, id: string): Promise<ResourceView> {
  const [view] = await sql.query<ResourceView>(LIST, [organizationId, id]);
  if (!view) throw notFound('resource');
  return view;
}

async function find(em: EntityManager, organizationId: string, id: string): Promise<Resource> {
  const where = { organizationId, id, kind: { $ne: 'staff' as const } };
  const resource = await em.findOne(Resource, where, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!resource) throw notFound('resource');
  return resource;
}

export function createResourcesService(deps: SchedulesDeps): ResourcesService {
  const { orm, write, ruleChanges, changes, zones } = deps;

  async function keepHours(em: EntityManager, resource: Resource, zone: string, hours: OpeningHours | null) {
    const { organizationId, id: resourceId } = resource;
    const known = await em.findOne(Schedule, { organizationId, resourceId, isDefault: true });
    if (hours === null) {
      if (known) em.remove(known);
      return;
    }
    const week = { timeZone: hours.timeZone ?? known?.timeZone ?? zone, weekly: inOrder(hours.weekly) };
    assertKeepable(week, zones);
    if (known) em.assign(known, week);
    else em.create(Schedule, { organizationId, id: randomUUIDv7(), resourceId, ...week });
  }

  const published = async <T>(organizationId: string, work: Promise<T>): Promise<T> => {
    const result = await work;
    changes.publish({ kind: 'rules', organizationId });
    return result;
  };

  return {
    list: (organizationId) =>
      orm.tenant(organizationId, async (_em, sql) => ({
        data: await sql.query<ResourceView>(LIST, [organizationId, null]),
        nextCursor: null,
      })),

    show: (organizationId, id) => orm.tenant(organizationId, (_em, sql) => viewOf(sql, organizationId, id)),

    create: (request, { hours, position, locationId: wanted, ...fields }) => {
      const { organizationId } = request.caller;
      const work = write(request, async (em, sql) => {
        const place = await placeFor(sql, organizationId, wanted, false);
        const resource = em.create(Resource, {
          organizationId,
          id: randomUUIDv7(),
          locationId: place.locationId,
          position: position ?? place.position,
          ...fields,
        });
        await em.flush(); // before its hours
        await keepHours(em, resource, place.timeZone, hours);
        await em.flush();
        return viewOf(sql, organizationId, resource.id);
      });
      return published(organizationId, work);
    },

    update: (request, id, { hours, ...fields }) =>
      ruleChanges(request, { resourceIds: [id] }, async (em, sql) => {
        const { organizationId } = request.caller;
        const resource = await find(em, organizationId, id);
        em.assign(resource, fields);
        const { timeZone } = await placeFor(sql, organizationId, resource.locationId, false);
        if (hours !== undefined) await keepHours(em, resource, timeZone, hours);
        await em.flush();
        return viewOf(sql, organizationId, resource.id);
      }),

    remove: (request, id) => {
      const { organizationId } = request.caller;
      const work = write(request, async (em, sql) => {
        const resource = await find(em, organizationId, id);
        const { serviceIds } = await viewOf(sql, organizationId, resource.id);
        const [{ used } = { used: true }] = await sql.query<{ used: boolean }>(IN_USE, [organizationId, resource.id]);
        if (used || serviceIds.length > 0) throw resourceInUse();
        await em.remove(resource).flush();
        return { id: resource.id };
      });
      return published(organizationId, work);
    },
  };
}
