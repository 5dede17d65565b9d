import type { Sql, Statement } from '../../kernel/db/db.ts';
import type { Write } from '../../kernel/db/idempotent.ts';
import type { Orm } from '../../kernel/db/orm.ts';
import type { Changes } from '../../kernel/live/changes.ts';
import type { ZoneTables } from '../availability/zone-table.domain.ts';
import { createHoursService, type HoursService } from './hours.ts';
import { createStaffService, type StaffService } from './staff.ts';

export interface SchedulesDeps {
  orm: Orm;
  write: Write;
  changes: Pick<Changes, 'publish'>;
  zones: ZoneTables;
}

export interface SchedulesService {
  readonly staff: StaffService;
  readonly hours: HoursService;
  /**
   * When a location moves to another zone, the staff who kept its zone come along: nine o'clock stays nine o'clock.
   * Part of the caller's transaction.
   */
  followZone(sql: Sql, organizationId: string, from: string, to: string): Promise<void>;
}

const FOLLOW_ZONE: Statement = {
  name: 'follow_zone',
  text: `update schedules set time_zone = $3 where organization_id = $1 and time_zone = $2`,
};

export const createSchedulesService = (deps: SchedulesDeps): SchedulesService => ({
  staff: createStaffService(deps),
  hours: createHoursService(deps),
  followZone: async (sql, organizationId, from, to) => void (await sql.query(FOLLOW_ZONE, [organizationId, from, to])),
});
