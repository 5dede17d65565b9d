import { randomUUIDv7 } from 'node:crypto';
import type { Db, Statement } from '../kernel/db/db.ts';
import type { CreatedBusiness } from '../seed/business-plan.ts';

export interface ClassPlan {
  /** Name of a service of the business. */
  readonly service: string;
  readonly seats: number;
  readonly severalJoins?: boolean;
  readonly sessions?: readonly SessionPlan[];
}

export interface SessionPlan {
  /** ISO instant. */
  readonly startsAt: string;
  /** Name; the first of the staff unless told. */
  readonly staff?: string;
  /** 60 unless told. */
  readonly minutes?: number;
  /** As the class unless told. */
  readonly capacity?: number;
}

const MAKE_CLASS: Statement = {
  name: 'test_make_class',
  text: `update services set kind = 'class', seats = $3, several_joins = $4 where organization_id = $1 and id = $2`,
};
const OPEN: Statement = {
  name: 'test_open_session',
  text: `
    select outcome from open_sessions($1, null, null, null, (select rules_version from organization_stamps where organization_id = $1),
      $2, $3, $4, null, $5, '{}')`,
};

/**
 * Makes a service a class and opens sessions of it, by the guarded function but without asking the calendar. Answers
 * with the ids of the sessions.
 *
 * @throws Error when a session finds no place
 */
export async function createClass(db: Db, business: CreatedBusiness, plan: ClassPlan): Promise<string[]> {
  const { organizationId, locationId, services, staff } = business;
  const serviceId = services[plan.service];
  return db.tenant(organizationId, async (sql) => {
    await sql.query(MAKE_CLASS, [organizationId, serviceId, plan.seats, plan.severalJoins ?? false]);
    const ids: string[] = [];
    for (const session of plan.sessions ?? []) {
      const id = randomUUIDv7();
      const staffId = session.staff === undefined ? Object.values(staff)[0] : staff[session.staff];
      const endsAt = new Date(Date.parse(session.startsAt) + (session.minutes ?? 60) * 60_000).toISOString();
      const place = {
        ...{ id, version: 1, staff_id: staffId, starts_at: session.startsAt, ends_at: endsAt },
        ...{ busy_from: session.startsAt, busy_to: endsAt, travels: false, locks: [staffId], resources: [staffId] },
      };
      const [opened] = await sql.query<{ outcome: string }>(OPEN, [
        ...[organizationId, serviceId, locationId, session.capacity ?? plan.seats, JSON.stringify([place])],
      ]);
      if (opened?.outcome !== 'done') throw new Error(`no place for a session at ${session.startsAt}`);
      ids.push(id);
    }
    return ids;
  });
}
