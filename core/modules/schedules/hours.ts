import { randomUUIDv7 } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { WriteRequest } from '../../kernel/db/idempotent.ts';
import { notFound } from '../../kernel/errors/errors.ts';
import type { AddTimeOff, HoursView, SetHours } from './schedules.contract.ts';
import { assertKeepable, assertRoomForException, assertTimeOff } from './schedules.domain.ts';
import { Schedule, ScheduleOverride, TimeOff } from './schedules.entities.ts';
import type { SchedulesDeps } from './schedules.service.ts';
import { findStaff } from './staff.ts';

type DayHours = HoursView['weekly'][number]['hours'];

export interface HoursService {
  /** Each throws `staff.not_found`. */
  show(organizationId: string, staffId: string): Promise<HoursView>;
  setWeekly(request: WriteRequest, staffId: string, hours: SetHours): Promise<HoursView>;
  setOverride(request: WriteRequest, staffId: string, day: string, hours: DayHours): Promise<HoursView>;
  removeOverride(request: WriteRequest, staffId: string, day: string): Promise<HoursView>;
  addTimeOff(request: WriteRequest, staffId: string, timeOff: AddTimeOff): Promise<HoursView>;
  /** @throws `time_off.not_found` */
  removeTimeOff(request: WriteRequest, staffId: string, timeOffId: string): Promise<HoursView>;
}

interface Place {
  em: EntityManager;
  schedule: { timeZone: string; weekly: SetHours['weekly'] };
  /** Of the rows of this person. */
  own: { organizationId: string; resourceId: string };
}

async function viewOf({ em, schedule, own }: Place): Promise<HoursView> {
  const overrides = await em.find(ScheduleOverride, own, { orderBy: { day: 'asc' } });
  const timeOff = await em.find(TimeOff, own, { orderBy: { fromWall: 'asc', id: 'asc' } });
  return {
    staffId: own.resourceId,
    timeZone: schedule.timeZone,
    weekly: schedule.weekly,
    overrides: overrides.map(({ day, hours }) => ({ day, hours })),
    timeOff: timeOff.map(({ id, fromWall, toWall, reason }) => ({
      id,
      from: fromWall,
      to: toWall,
      reason,
    })),
  };
}

async function find(em: EntityManager, organizationId: string, staffId: string, lock: boolean): Promise<Place> {
  const { id: resourceId } = await findStaff(em, organizationId, staffId, lock);
  const own = { organizationId, resourceId };
  const schedule = await em.findOne(Schedule, own);
  if (!schedule) throw new Error(`staff ${resourceId} has no schedule`);
  return { em, schedule, own };
}

const byStart = (hours: DayHours): DayHours => hours.toSorted((a, b) => a.from - b.from);

const exceptionsOf = async ({ em, own }: Place): Promise<number> =>
  (await em.count(ScheduleOverride, own)) + (await em.count(TimeOff, own));

export function createHoursService({ orm, write, changes, zones }: SchedulesDeps): HoursService {
  async function change(request: WriteRequest, staffId: string, work: (place: Place) => Promise<void>) {
    const { organizationId } = request.caller;
    const view = await write(request, async (em) => {
      const place = await find(em, organizationId, staffId, true);
      await work(place);
      await em.flush();
      return viewOf(place);
    });
    changes.publish({ kind: 'rules', organizationId });
    return view;
  }

  return {
    show: (organizationId, staffId) =>
      orm.tenant(organizationId, async (em) => viewOf(await find(em, organizationId, staffId, false))),

    setWeekly: (request, staffId, { timeZone, weekly }) =>
      change(request, staffId, async ({ schedule }) => {
        assertKeepable({ timeZone: timeZone ?? schedule.timeZone, weekly }, zones);
        if (timeZone) schedule.timeZone = timeZone;
        schedule.weekly = weekly
          .map(({ weekday, hours }) => ({ weekday, hours: byStart(hours) }))
          .toSorted((a, b) => a.weekday - b.weekday);
      }),

    setOverride: (request, staffId, day, hours) =>
      change(request, staffId, async (place) => {
        const { em, own, schedule } = place;
        assertKeepable({ timeZone: schedule.timeZone, overrides: [{ day, hours }] }, zones);
        const known = await em.findOne(ScheduleOverride, { ...own, day });
        if (known) {
          known.hours = byStart(hours);
        } else {
          assertRoomForException(await exceptionsOf(place));
          em.create(ScheduleOverride, { ...own, day, hours: byStart(hours) });
        }
      }),

    removeOverride: (request, staffId, day) =>
      change(request, staffId, async ({ em, own }) => void (await em.nativeDelete(ScheduleOverride, { ...own, day }))),

    addTimeOff: (request, staffId, timeOff) =>
      change(request, staffId, async (place) => {
        assertTimeOff(timeOff, zones.get(place.schedule.timeZone));
        assertRoomForException(await exceptionsOf(place));
        const { from: fromWall, to: toWall, reason } = timeOff;
        place.em.create(TimeOff, { ...place.own, id: randomUUIDv7(), fromWall, toWall, reason });
      }),

    removeTimeOff: (request, staffId, timeOffId) =>
      change(request, staffId, async ({ em, own }) => {
        if ((await em.nativeDelete(TimeOff, { ...own, id: timeOffId })) === 0) throw notFound('time_off');
      }),
  };
}
