import type { Candidate, Need, Person } from '../engine/facts.domain.ts';
import { formatPlainDate, parsePlainDate } from '../time/plain-time.domain.ts';
import { schedulesOf, type SchedulesOf } from './rules-compile-schedules.ts';
import { wayKey, type RuleSet, type ServiceFacts } from './rules-facts.ts';
import type { LocationRow, RulesRow, ServiceRow } from './rules-read.ts';
import type { Schedule } from '../engine/schedule.domain.ts';
import type { ServiceRules } from '../engine/service-rules.domain.ts';
import type { ZoneTables } from '../time/zone-table.domain.ts';

// From rows to what the engine asks. Only what a tenant has is compiled: a schedule is made when a service needs it.

type Resources = ReadonlyMap<string, RulesRow['resources'][number]>;

const rulesOf = (row: ServiceRow, active: boolean): ServiceRules => ({
  durationMinutes: row.durationMinutes,
  bufferBeforeMinutes: row.bufferBeforeMinutes,
  bufferAfterMinutes: row.bufferAfterMinutes,
  slotIntervalMinutes: row.slotIntervalMinutes,
  slotOffsetMinutes: row.slotOffsetMinutes,
  minNoticeMinutes: row.minNoticeMinutes,
  window: row.window,
  activeFrom: row.activeFrom,
  activeUntil: row.activeUntil,
  caps: row.caps,
  repeatAfterDays: row.repeatAfterDays,
  offer: row.offer,
  assignment: row.assignment,
  preferUsual: row.preferUsual,
  active: active && row.active,
});

interface Compiled {
  resources: Resources;
  schedules: SchedulesOf;
}

function needsOf(row: ServiceRow, { resources, schedules }: Compiled): Need[] {
  const place = (resourceId: string) => ({ resourceId, schedule: schedules.ofResource(resourceId) });
  const open = (ids: readonly string[]) => ids.filter((id) => resources.get(id)?.active);
  // Each of `resourceIds` by itself; an inactive one leaves a need that nothing fills.
  const fixed = row.resourceIds.map((id) => ({ name: '', anyOf: open([id]).map(place), count: 1, units: 1 }));
  const chosen = row.needs.map(({ name, anyOf, count, units }) => ({
    name,
    anyOf: open(anyOf)
      .filter((id) => resources.get(id)!.capacity >= units)
      .map(place),
    count,
    units,
  }));
  return [...fixed, ...chosen];
}

interface Server extends Person {
  position: number;
  weight: number;
  role: string | null;
}

/** Those who do it and are active, in the order the business gave them; whether somebody is missing of those who must. */
function serversOf(row: ServiceRow, { resources, schedules }: Compiled): Server[] {
  return row.staff
    .flatMap(({ staffId, weight, role, scheduleId }) => {
      const staff = resources.get(staffId);
      const schedule = schedules.ofStaff(staffId, scheduleId, row.locationId);
      return staff?.active && schedule
        ? [{ resourceId: staffId, schedule, position: staff.position, weight, role }]
        : [];
    })
    .sort((a, b) => a.position - b.position || (a.resourceId < b.resourceId ? -1 : 1));
}

const everyoneOf = (row: ServiceRow, compiled: Compiled): Map<string, Schedule | null> =>
  new Map(
    [...needsOf(row, compiled).flatMap(({ anyOf }) => anyOf), ...serversOf(row, compiled)].map(
      ({ resourceId, schedule }) => [resourceId, schedule],
    ),
  );

const asPerson = ({ resourceId, schedule }: Server): Person => ({ resourceId, schedule });

function candidatesOf(row: ServiceRow, compiled: Compiled): Candidate[] {
  const servers = serversOf(row, compiled);
  const needs = needsOf(row, compiled);
  if (needs.some(({ anyOf, count }) => anyOf.length < count)) return [];
  const [first] = servers;
  if (!first) return [];
  if (row.staffing === 'collective') {
    if (servers.length < row.staff.length) return [];
    const [lead, ...others] = servers;
    const members = [asPerson(lead!), ...others.map(asPerson)] as const;
    return [{ staffId: lead!.resourceId, position: lead!.position, weight: lead!.weight, members, needs }];
  }
  if (row.staffing === 'roles') return roleCandidates(row, servers, needs);
  return servers.map((server) => ({
    staffId: server.resourceId,
    position: server.position,
    weight: server.weight,
    members: [asPerson(server)] as const,
    needs,
  }));
}

/** Whoever has the role named first leads; the other roles are filled by any of theirs. */
function roleCandidates(row: ServiceRow, servers: readonly Server[], needs: readonly Need[]): Candidate[] {
  const roles = [...new Set(row.staff.map(({ role }) => role))];
  const leading = servers[0]!.role;
  const others = roles.filter((role) => role !== leading);
  const filled = others.map((role) => ({
    name: role ?? '',
    anyOf: servers.filter((server) => server.role === role).map(asPerson),
    count: 1,
    units: 1,
  }));
  if (filled.some(({ anyOf }) => anyOf.length === 0)) return [];
  return servers
    .filter(({ role }) => role === leading)
    .map((server) => ({
      staffId: server.resourceId,
      position: server.position,
      weight: server.weight,
      members: [asPerson(server)] as const,
      needs: [...filled, ...needs],
    }));
}

function serviceOf(
  row: ServiceRow,
  location: LocationRow,
  holidays: ReadonlySet<number>,
  compiled: Compiled,
): ServiceFacts {
  const { active, holidayCountry: _c, holidayRegion: _r, exceptions: _e, ...place } = location;
  const facts = (stage: ServiceRow): ServiceFacts => ({
    id: row.id,
    name: row.name,
    kind: row.kind,
    rules: rulesOf(stage, active),
    durationMinutes: stage.durationMinutes,
    durations: stage.durations,
    priceAmount: stage.priceAmount,
    levelPrices: stage.levelPrices,
    addons: stage.addons,
    changeNoticeMinutes: stage.changeNoticeMinutes,
    moveNoticeMinutes: stage.moveNoticeMinutes ?? stage.changeNoticeMinutes,
    cancelNoticeMinutes: stage.cancelNoticeMinutes ?? stage.changeNoticeMinutes,
    requiresApproval: stage.requiresApproval,
    pendingHolds: stage.pendingHolds,
    staffing: stage.staffing,
    linkToken: row.linkToken,
    minParty: stage.minParty,
    maxParty: stage.maxParty,
    seriesMost: stage.seriesMost,
    location: place,
    holidays,
    candidates: candidatesOf(stage, compiled),
    everyone: everyoneOf(stage, compiled),
    versions: [],
  });
  // One day, one version: the last change of that day says all.
  const stages = new Map<number, ServiceRow>();
  let stage = row;
  for (const { from, changes } of row.later) {
    stage = { ...stage, ...changes };
    stages.set(parsePlainDate(from, 'later.from'), stage);
  }
  const versions = [...stages].map(([fromDay, later]) => ({ fromDay, facts: facts(later) }));
  return { ...facts(row), versions };
}

/**
 * @param closedDays public holidays by location, YYYY-MM-DD
 * @throws Error for stored rules that the engine does not take: they were never checked
 */
export function compileRules(
  row: RulesRow,
  zones: ZoneTables,
  closedDays: ReadonlyMap<string, ReadonlySet<string>>,
): RuleSet {
  const resources: Resources = new Map(row.resources.map((resource) => [resource.id, resource]));
  const locations = new Map(row.locations.map((location) => [location.id, location]));
  const schedules = schedulesOf(row, zones, closedDays);
  const compiled = { resources, schedules };
  const holidays = new Map(
    row.locations.map(({ id }) => [id, new Set([...(closedDays.get(id) ?? [])].map((day) => parsePlainDate(day)))]),
  );
  const services = row.services.map((service) => {
    const { id, locationId } = service;
    return [id, serviceOf(service, locations.get(locationId)!, holidays.get(locationId)!, compiled)] as const;
  });
  const staff = row.resources.filter(({ kind }) => kind === 'staff');
  return {
    version: row.version,
    services: new Map(services),
    names: new Map(row.resources.map(({ id, name }) => [id, name])),
    staffNames: new Map(staff.map(({ id, name }) => [id, name])),
    levels: new Map(staff.map(({ id, level }) => [id, level])),
    capacities: new Map(row.resources.map(({ id, capacity }) => [id, capacity])),
    active: new Set(row.resources.filter(({ active }) => active).map(({ id }) => id)),
    travels: row.ways.length > 0,
    ways: new Map(row.ways.map(({ from, to, minutes }) => [wayKey(from, to), minutes])),
  };
}

/** First and last year that can be asked about, from a day of the database. */
export function yearsOf(today: string): number[] {
  const last = formatPlainDate(parsePlainDate(today, 'today') + 3 * 366);
  const first = Number(today.slice(0, 4));
  return Array.from({ length: Number(last.slice(0, 4)) - first + 1 }, (_, index) => first + index);
}
