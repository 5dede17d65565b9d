import { randomUUIDv7 } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Sql, Statement } from '../../kernel/db/db.ts';
import type { WriteRequest } from '../../kernel/db/idempotent.ts';
import { notFound } from '../../kernel/errors/errors.ts';
import type { RuleAnswer, RuleWrite } from '../availability/rules/rule-changes.ts';
import { goneUnless } from './hours.ts';
import type { CreateSchedule, ScheduleView, UpdateSchedule } from './hours-fields.contract.ts';
import { assertKeepable, assertRoomForSchedule } from './schedules.domain.ts';
import { Schedule, SchedulePlan } from './schedules.entities.ts';
import { scheduleIsDefault, scheduleNameTaken } from './schedules.errors.ts';
import type { SchedulesDeps } from './schedules.service.ts';
import { findStaff } from './staff.ts';
import { assertOwnLocations, inOrder, keepWeek, weeksOf } from './weeks.ts';

type Schedules = { data: ScheduleView[]; nextCursor: null };

export interface NamedSchedulesService {
  /** Each throws `staff.not_found`; those of one schedule, `schedule.not_found`; all that write, `rules.affect_bookings`. */
  list(organizationId: string, staffId: string): Promise<Schedules>;
  /** @throws `schedule.name_taken`, `schedule.too_many` */
  create(request: WriteRequest, staffId: string, schedule: CreateSchedule): Promise<ScheduleView>;
  update(request: RuleWrite, staffId: string, id: string, changes: UpdateSchedule): Promise<RuleAnswer<ScheduleView>>;
  /** @throws `schedule.is_default` */
  remove(request: RuleWrite, staffId: string, id: string): Promise<RuleAnswer<Schedules>>;
  /** @throws `plan.not_found` */
  removePlan(request: RuleWrite, staffId: string, id: string, day: string): Promise<RuleAnswer<ScheduleView>>;
}

const SERVICES_OF: Statement = {
  name: 'services_of_schedule',
  text: `select service_id as id from service_staff where organization_id = $1 and schedule_id = $2 order by 1`,
};

async function assertNameFree(em: EntityManager, own: object, name: string): Promise<void> {
  if ((await em.count(Schedule, { ...own, name })) > 0) throw scheduleNameTaken();
}

async function find(em: EntityManager, organizationId: string, staffId: string, id: string): Promise<Schedule> {
  const { id: resourceId } = await findStaff(em, organizationId, staffId, true);
  const schedule = await em.findOne(Schedule, { organizationId, resourceId, id });
  if (!schedule) throw notFound('schedule');
  return schedule;
}

export function createNamedSchedulesService(deps: SchedulesDeps): NamedSchedulesService {
  const { orm, write, ruleChanges, changes, zones, clock } = deps;

  async function viewOf(em: EntityManager, sql: Sql, schedule: Schedule): Promise<ScheduleView> {
    const services = await sql.query<{ id: string }>(SERVICES_OF, [schedule.organizationId, schedule.id]);
    const { id, name, isDefault } = schedule;
    const weeks = await weeksOf(em, schedule, clock.now());
    return { id, name, isDefault, ...weeks, serviceIds: services.map((service) => service.id) };
  }

  async function listOf(em: EntityManager, sql: Sql, organizationId: string, staffId: string): Promise<Schedules> {
    const { id: resourceId } = await findStaff(em, organizationId, staffId);
    const orderBy = { isDefault: 'desc', name: 'asc' } as const;
    const data = [];
    for (const schedule of await em.find(Schedule, { organizationId, resourceId }, { orderBy }))
      data.push(await viewOf(em, sql, schedule));
    return { data, nextCursor: null };
  }

  const change = (
    request: RuleWrite,
    staffId: string,
    id: string,
    work: (schedule: Schedule, em: EntityManager, sql: Sql) => Promise<void>,
  ): Promise<RuleAnswer<ScheduleView>> =>
    ruleChanges(request, { resourceIds: [staffId] }, async (em, sql) => {
      const schedule = await find(em, request.caller.organizationId, staffId, id);
      await work(schedule, em, sql);
      await em.flush();
      return viewOf(em, sql, schedule);
    });

  return {
    list: (organizationId, staffId) =>
      orm.tenant(organizationId, (em, sql) => listOf(em, sql, organizationId, staffId)),

    async create(request, staffId, { name, timeZone, weekly }) {
      const { organizationId } = request.caller;
      const view = await write(request, async (em, sql) => {
        const { id: resourceId } = await findStaff(em, organizationId, staffId, true);
        const own = { organizationId, resourceId };
        const usual = await em.findOneOrFail(Schedule, { ...own, isDefault: true });
        assertRoomForSchedule(await em.count(Schedule, own));
        await assertNameFree(em, own, name);
        const week = { timeZone: timeZone ?? usual.timeZone, weekly: inOrder(weekly) };
        assertKeepable(week, zones);
        const lists = weekly.map(({ hours }, index) => ({ path: `weekly.${index}.hours`, hours }));
        await assertOwnLocations(sql, organizationId, lists);
        const schedule = em.create(Schedule, { ...own, id: randomUUIDv7(), name, isDefault: false, ...week });
        await em.flush();
        return viewOf(em, sql, schedule);
      });
      changes.publish({ kind: 'rules', organizationId });
      return view;
    },

    update: (request, staffId, id, { name, isDefault, ...week }) =>
      change(request, staffId, id, async (schedule, em, sql) => {
        const { organizationId, resourceId } = schedule;
        if (name !== undefined && name !== schedule.name) {
          await assertNameFree(em, { organizationId, resourceId }, name);
          schedule.name = name;
        }
        if (isDefault && !schedule.isDefault) {
          await em.nativeUpdate(Schedule, { organizationId, resourceId, isDefault: true }, { isDefault: false });
          schedule.isDefault = true;
        }
        if (week.weekly || week.timeZone) await keepWeek({ em, sql, zones, now: clock.now() }, schedule, week);
      }),

    remove: (request, staffId, id) =>
      ruleChanges(request, { resourceIds: [staffId] }, async (em, sql) => {
        const { organizationId } = request.caller;
        const schedule = await find(em, organizationId, staffId, id);
        if (schedule.isDefault) throw scheduleIsDefault();
        await em.remove(schedule).flush();
        return listOf(em, sql, organizationId, staffId);
      }),

    removePlan: (request, staffId, id, fromDay) =>
      change(request, staffId, id, async ({ organizationId, id: scheduleId }, em) =>
        goneUnless(await em.nativeDelete(SchedulePlan, { organizationId, scheduleId, fromDay }), 'plan'),
      ),
  };
}
