import type { EntityManager } from '@mikro-orm/postgresql';
import type { Sql, Statement } from '../../kernel/db/db.ts';
import type { ServiceView } from './catalog.contract.ts';
import { ServiceChange, ServiceResource, ServiceStaff, type Service } from './catalog.entities.ts';
import { dueBy, withChanges, type Terms } from './versions.domain.ts';

const LOCATIONS: Statement = {
  name: 'locations_of_services',
  text: `select id, currency, time_zone as "timeZone" from locations where organization_id = $1`,
};

const PLAIN = [
  'name',
  'description',
  'durationMinutes',
  'bufferBeforeMinutes',
  'bufferAfterMinutes',
  'slotIntervalMinutes',
  'slotOffsetMinutes',
  'minNoticeMinutes',
  'changeNoticeMinutes',
  'windowDays',
  'durations',
  'levelPrices',
  'addons',
  'caps',
  'needs',
  'offer',
  'repeatAfterDays',
  'assignment',
  'preferUsual',
  'staffing',
  'requiresApproval',
  'pendingHolds',
  'visibility',
  'kind',
  'seats',
  'severalJoins',
  'minParty',
  'maxParty',
  'seriesMost',
  'active',
  'position',
  'locationId',
] as const satisfies readonly (keyof Service & keyof ServiceView)[];
const OR_NULL = [
  'priceAmount',
  'activeFrom',
  'activeUntil',
  'moveNoticeMinutes',
  'cancelNoticeMinutes',
] as const satisfies readonly (keyof Service & keyof ServiceView)[];

const windowOf = ({ windowKind, windowDays, windowFrom, windowTo }: Service): ServiceView['window'] =>
  windowKind === 'range' ? { kind: 'range', from: windowFrom!, to: windowTo! } : { kind: windowKind, days: windowDays };

/** The service's own row with who does it and what it needs, as it was before any change that waits for its day. */
export type BaseView = Omit<ServiceView, 'currency' | 'upcoming'> & Terms;

interface Links {
  staff: readonly { resourceId: string; weight: number; role?: string | null; scheduleId?: string | null }[];
  resources: readonly { resourceId: string }[];
}

function baseOf(service: Service, { staff, resources }: Links): BaseView {
  const pick = (keys: readonly (keyof Service)[], orElse?: null) =>
    Object.fromEntries(keys.map((key) => [key, service[key] ?? orElse]));
  const links = staff.map(({ resourceId: staffId, weight, role = null, scheduleId = null }) => ({
    staffId,
    weight,
    role,
    scheduleId,
  }));
  return {
    ...(pick(PLAIN) as Pick<ServiceView, (typeof PLAIN)[number]>),
    ...(pick(OR_NULL, null) as Pick<ServiceView, (typeof OR_NULL)[number]>),
    id: service.id,
    window: windowOf(service),
    staff: links,
    staffIds: links.map(({ staffId }) => staffId),
    resourceIds: resources.map(({ resourceId }) => resourceId),
    linkToken: service.visibility === 'link' ? (service.linkToken ?? null) : null,
  };
}

export async function basesOf(em: EntityManager, organizationId: string, services: readonly Service[]) {
  const where = { organizationId, serviceId: { $in: services.map(({ id }) => id) } };
  const orderBy = { resourceId: 'asc' } as const;
  const staff = Map.groupBy(await em.find(ServiceStaff, where, { orderBy }), (link) => link.serviceId);
  const resources = Map.groupBy(await em.find(ServiceResource, where, { orderBy }), (link) => link.serviceId);
  return services.map((service) =>
    baseOf(service, { staff: staff.get(service.id) ?? [], resources: resources.get(service.id) ?? [] }),
  );
}

/** Changes that are not part of the row, in the order in which they come to hold. */
export const pendingOf = (em: EntityManager, organizationId: string, serviceIds: readonly string[]) =>
  em.find(
    ServiceChange,
    { organizationId, serviceId: { $in: [...serviceIds] }, folded: false },
    { orderBy: { effectiveFrom: 'asc', version: 'asc' } },
  );

/** The local day at each location. @param now epoch milliseconds */
export async function placesOf(sql: Sql, organizationId: string, now: number) {
  const rows = await sql.query<{ id: string; currency: string; timeZone: string }>(LOCATIONS, [organizationId]);
  const instant = Temporal.Instant.fromEpochMilliseconds(now);
  return new Map(
    rows.map(({ id, currency, timeZone }) => [
      id,
      { currency, today: instant.toZonedDateTimeISO(timeZone).toPlainDate().toString() },
    ]),
  );
}

/** Services as they are today. */
export async function viewsOf(
  em: EntityManager,
  sql: Sql,
  organizationId: string,
  services: readonly Service[],
  now: number,
): Promise<ServiceView[]> {
  const bases = await basesOf(em, organizationId, services);
  const pending = Map.groupBy(
    await pendingOf(
      em,
      organizationId,
      services.map(({ id }) => id),
    ),
    ({ serviceId }) => serviceId,
  );
  const places = await placesOf(sql, organizationId, now);
  return bases.map((base) => {
    const { currency, today } = places.get(base.locationId)!;
    const { due, ahead } = dueBy(pending.get(base.id) ?? [], today);
    return {
      ...withChanges(base, due),
      currency,
      upcoming: ahead.map(({ version, effectiveFrom }) => ({ version, effectiveFrom: effectiveFrom! })),
    };
  });
}
