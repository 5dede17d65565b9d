import type { Clock } from '../../kernel/clock/clock.ts';
import type { Sql, Statement } from '../../kernel/db/db.ts';
import type { Write } from '../../kernel/db/idempotent.ts';
import type { Orm } from '../../kernel/db/orm.ts';
import type { Changes } from '../../kernel/live/changes.ts';
import type { RuleChanges } from '../availability/rules/rule-changes.ts';
import type { ZoneTables } from '../availability/time/zone-table.domain.ts';
import { createHoursService, type HoursService } from './hours.ts';
import { createNamedSchedulesService, type NamedSchedulesService } from './named-schedules.ts';
import { createResourcesService, type ResourcesService } from './resources.ts';
import { createStaffService, type StaffService } from './staff.ts';
import { createTimeOffService, type TimeOffService } from './time-off.ts';

export interface SchedulesDeps {
  orm: Orm;
  write: Write;
  ruleChanges: RuleChanges;
  changes: Pick<Changes, 'publish'>;
  zones: ZoneTables;
  clock: Clock;
}

export interface SchedulesService {
  readonly staff: StaffService;
  readonly hours: HoursService;
  readonly timeOff: TimeOffService;
  readonly named: NamedSchedulesService;
  readonly resources: ResourcesService;
  /**
   * When a location moves to another zone, its staff who kept its zone come along: nine o'clock stays nine o'clock.
   * Part of the caller's transaction.
   */
  followZone(sql: Sql, organizationId: string, locationId: string, from: string, to: string): Promise<void>;
}

const FOLLOW_ZONE: Statement = {
  name: 'follow_zone',
  text: `
    with own as (
      select h.id from schedules h join resources r on r.organization_id = $1 and r.id = h.resource_id
      where h.organization_id = $1 and r.location_id = $2
    ), moved as (
      update schedules h set time_zone = $4 from own where h.organization_id = $1 and h.id = own.id and h.time_zone = $3
    )
    update schedule_plans p set time_zone = $4 from own
    where p.organization_id = $1 and p.schedule_id = own.id and p.time_zone = $3`,
};

export const createSchedulesService = (deps: SchedulesDeps): SchedulesService => ({
  staff: createStaffService(deps),
  hours: createHoursService(deps),
  timeOff: createTimeOffService(deps),
  named: createNamedSchedulesService(deps),
  resources: createResourcesService(deps),
  followZone: async (sql, organizationId, locationId, from, to) =>
    void (await sql.query(FOLLOW_ZONE, [organizationId, locationId, from, to])),
});
