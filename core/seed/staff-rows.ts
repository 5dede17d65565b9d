import { randomUUIDv7 } from 'node:crypto';
import { USUAL_HOURS, type BusinessPlan, type CreatedBusiness, type StaffPlan } from './business-plan.ts';
import { hoursOf, idIn, weekOf, type Row, type Tables } from './plan-ids.ts';

const DEFAULT_NAME = 'Usual hours';

export function staffRows({ staff = [], timeZone = 'Europe/Berlin' }: BusinessPlan, ids: CreatedBusiness): Tables {
  const own = { organization_id: ids.organizationId };
  const zoneOf = (person: StaffPlan): string => person.timeZone ?? timeZone;
  const each = <T>(of: (person: StaffPlan) => readonly T[] | undefined, row: (item: T, person: StaffPlan) => Row) =>
    staff.flatMap((person) =>
      (of(person) ?? []).map((item) => ({
        ...own,
        resource_id: idIn(ids.staff, person.name),
        ...row(item, person),
      })),
    );
  return [
    [
      'resources',
      staff.map((person, position) => ({
        ...own,
        id: idIn(ids.staff, person.name),
        location_id: person.location === undefined ? ids.locationId : idIn(ids.locations, person.location),
        kind: 'staff',
        name: person.name,
        email: person.email ?? null,
        level: person.level ?? null,
        capacity: 1,
        active: person.active ?? true,
        position,
      })),
    ],
    [
      'schedules',
      [
        ...staff.map((person) => ({
          ...own,
          resource_id: idIn(ids.staff, person.name),
          id: idIn(ids.schedules, person.name),
          name: DEFAULT_NAME,
          is_default: true,
          time_zone: zoneOf(person),
          weekly: weekOf(person.weekly ?? USUAL_HOURS, ids.locations),
        })),
        ...each(
          (person) => person.schedules,
          ({ name, weekly }, person) => ({
            id: idIn(ids.schedules, `${person.name}/${name}`),
            name,
            is_default: false,
            time_zone: zoneOf(person),
            weekly: weekOf(weekly, ids.locations),
          }),
        ),
      ],
    ],
    [
      'schedule_plans',
      staff.flatMap((person) =>
        (person.plans ?? []).map(({ from, timeZone: zone, weekly }) => ({
          ...own,
          schedule_id: idIn(ids.schedules, person.name),
          from_day: from,
          time_zone: zone ?? zoneOf(person),
          weekly: weekOf(weekly, ids.locations),
        })),
      ),
    ],
    [
      'schedule_overrides',
      each((person) => person.overrides, ({ day, hours }) => ({ day, hours: hoursOf(hours, ids.locations) })), // prettier-ignore
    ],
    [
      'time_off',
      each(
        (person) => person.timeOff,
        ({ from, to, reason = '', rrule = null, redirectTo }) => ({
          id: randomUUIDv7(),
          from_wall: from,
          to_wall: to,
          reason,
          rrule,
          redirect_to: redirectTo === undefined ? null : idIn(ids.staff, redirectTo),
        }),
      ),
    ],
    [
      'zone_changes',
      each(
        (person) => person.zoneChanges,
        ({ from, to, timeZone: zone }) => ({ id: randomUUIDv7(), from_day: from, to_day: to, time_zone: zone }),
      ),
    ],
  ];
}

export function roomRows({ rooms = [], timeZone = 'Europe/Berlin' }: BusinessPlan, ids: CreatedBusiness): Tables {
  const own = { organization_id: ids.organizationId };
  return [
    [
      'resources',
      rooms.map(({ name, kind = 'room', capacity = 1, active = true }, position) => ({
        ...own,
        id: idIn(ids.rooms, name),
        location_id: ids.locationId,
        kind,
        name,
        capacity,
        active,
        position,
      })),
    ],
    [
      'schedules',
      rooms.flatMap(({ name, weekly }) =>
        weekly
          ? [
              {
                ...own,
                resource_id: idIn(ids.rooms, name),
                id: randomUUIDv7(),
                name: DEFAULT_NAME,
                is_default: true,
                time_zone: timeZone,
                weekly: weekOf(weekly, ids.locations),
              },
            ]
          : [],
      ),
    ],
  ];
}
