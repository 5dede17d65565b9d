import { randomUUIDv7 } from 'node:crypto';
import type { Sql, Statement } from '../kernel/db/db.ts';
import type { CreatedBusiness } from './business-plan.ts';
import { TIME_ZONE } from './demo-business.ts';
import { idIn } from './plan-ids.ts';

/** All of them lie within the class's booking window of 60 days. */
const WEEKS = 8;
const SEATS = 6;
const SATURDAY = 6;

const OPEN_SESSIONS: Statement = {
  name: 'seed_sessions',
  text: `select o.outcome from organization_stamps s, open_sessions($1, null, null, null, s.rules_version, $2, $3, $4, $5, $6, null) o
    where s.organization_id = $1`,
};

/** Saturdays at 15:00 in the salon, the first at least two days ahead: Aylin is at work, nobody is booked yet. */
function startsFrom(now: number): Temporal.ZonedDateTime[] {
  const soonest = Temporal.Instant.fromEpochMilliseconds(now)
    .toZonedDateTimeISO(TIME_ZONE)
    .toPlainDate()
    .add({ days: 2 });
  const first = soonest.add({ days: (SATURDAY + 7 - soonest.dayOfWeek) % 7 });
  return Array.from({ length: WEEKS }, (_, weeks) =>
    first.add({ weeks }).toZonedDateTime({ timeZone: TIME_ZONE, plainTime: '15:00' }),
  );
}

/**
 * Dates of the demo's class, by the same guarded function as those that the desk opens. In the transaction that wrote
 * the demo business.
 */
export async function openDemoSessions(sql: Sql, ids: CreatedBusiness, now: number): Promise<void> {
  const staffId = idIn(ids.staff, 'Aylin Kaya');
  const places = startsFrom(now).map((start) => {
    const [from, to] = [start.toInstant().toString(), start.add({ hours: 1 }).toInstant().toString()];
    return {
      ...{ id: randomUUIDv7(), version: 1, staff_id: staffId, starts_at: from, ends_at: to },
      ...{ busy_from: from, busy_to: to, locks: [staffId], resources: [staffId], travels: false },
    };
  });
  const values = [ids.organizationId, idIn(ids.services, 'Braiding class'), ids.locationId, SEATS, randomUUIDv7()];
  const [answer] = await sql.query<{ outcome: string }>(OPEN_SESSIONS, [...values, JSON.stringify(places)]);
  if (answer?.outcome !== 'done') throw new Error(`The demo's class has no dates: ${answer?.outcome}`);
}
