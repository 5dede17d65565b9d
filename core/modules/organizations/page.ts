import type { Clock } from '../../kernel/clock/clock.ts';
import { sameBytes } from '../../kernel/crypto/tokens.ts';
import type { Db, Statement } from '../../kernel/db/db.ts';
import { notFound } from '../../kernel/errors/errors.ts';
import type { Directory } from '../../kernel/tenancy/directory.ts';
import type { PageView } from './organizations.contract.ts';

export interface PageDeps {
  db: Db;
  directory: Directory;
  clock: Clock;
  /** The first free start of each service, epoch milliseconds; a service that is left out has none. */
  nextFree: (organizationId: string, serviceIds: readonly string[]) => Promise<ReadonlyMap<string, number | null>>;
}

type ShownService = PageView['services'][number];

interface ServiceRow extends Omit<
  ShownService,
  'price' | 'durations' | 'addons' | 'levelPrices' | 'moveNoticeMinutes' | 'cancelNoticeMinutes' | 'nextFreeAt'
> {
  priceAmount: number | null;
  durations: { minutes: number; priceAmount: number | null }[];
  addons: { id: string; name: string; minutes: number; priceAmount: number; active: boolean }[];
  levelPrices: { level: string; minutes: number | null; priceAmount: number }[];
  moveNoticeMinutes: number | null;
  cancelNoticeMinutes: number | null;
  /** Null: listed for everybody. */
  linkToken: string | null;
  /** Changes whose day has come and that are not part of the row. */
  due: Partial<ServiceRow>[];
}

type PageRow = Pick<PageView, 'slug' | 'business' | 'location' | 'staff'> & { services: ServiceRow[] };

// One statement for the whole page. Shown is what can be booked: active services of active staff, and the staff of those.
const READ_PAGE: Statement = {
  name: 'read_page',
  text: `
    with offered as (
      select s.*, array_agg(r.id order by r.position, r.id) as staff_ids
      from services s
      join service_staff t on t.organization_id = $1 and t.service_id = s.id
      join resources r on r.organization_id = $1 and r.id = t.resource_id and r.active
      where s.organization_id = $1 and s.location_id = $2 and s.active
      group by s.organization_id, s.id
    )
    select l.slug,
      json_build_object('name', o.name, 'accent', b.accent, 'locale', o.locale) as business,
      json_build_object('id', l.id, 'name', l.name, 'description', l.description, 'address', l.address, 'phone', l.phone,
        'email', l.email, 'timeZone', l.time_zone, 'currency', l.currency) as location,
      (select coalesce(json_agg(json_build_object('id', f.id, 'name', f.name, 'description', f.description, 'kind', f.kind,
          'durationMinutes', f.duration_minutes, 'priceAmount', f.price_amount, 'requiresApproval', f.requires_approval,
          'changeNoticeMinutes', f.change_notice_minutes, 'moveNoticeMinutes', f.move_notice_minutes,
          'cancelNoticeMinutes', f.cancel_notice_minutes, 'durations', f.durations, 'addons', f.addons,
          'levelPrices', f.level_prices, 'minParty', f.min_party, 'maxParty', f.max_party, 'seriesMost', f.series_most, 'staffIds', f.staff_ids,
          'linkToken', case when f.visibility = 'link' then f.link_token end,
          'due', (select coalesce(json_agg(v.changes order by v.effective_from, v.version), '[]') from service_versions v
            where v.organization_id = $1 and v.service_id = f.id and not v.folded
              and v.effective_from <= (to_timestamp($3 / 1000.0) at time zone l.time_zone)::date)) order by f.position, f.name, f.id), '[]')
        from offered f) as services,
      (select coalesce(json_agg(json_build_object('id', r.id, 'name', r.name, 'level', r.level) order by r.position, r.id), '[]') from resources r
        where r.organization_id = $1 and r.id in (select unnest(f.staff_ids) from offered f)) as staff
    from locations l
    join organizations o on o.id = $1
    join brands b on b.organization_id = $1 and b.id = l.brand_id
    where l.organization_id = $1 and l.id = $2 and l.active`,
};

/** In the time it takes, a guess must not show how much of it was right. */
const opens = (link: string | undefined, token: string): boolean =>
  link !== undefined && sameBytes(Buffer.from(link), Buffer.from(token));

function shownService(
  row: ServiceRow,
  currency: string,
  nextFreeAt: number | null,
  shown: ReadonlySet<string>,
): ShownService {
  const { id, name, description, kind, requiresApproval, minParty, maxParty, seriesMost, changeNoticeMinutes } = row;
  const price = (amount: number) => ({ amount, currency });
  const orNone = (amount: number | null) => (amount === null ? null : price(amount));
  const others = row.durations.filter(({ minutes }) => minutes !== row.durationMinutes);
  const own = { minutes: row.durationMinutes, priceAmount: row.priceAmount };
  return {
    id,
    name,
    description,
    kind,
    durationMinutes: row.durationMinutes,
    price: orNone(row.priceAmount),
    durations: [own, ...others]
      .map(({ minutes, priceAmount }) => ({ minutes, price: orNone(priceAmount ?? row.priceAmount) }))
      .toSorted((a, b) => a.minutes - b.minutes),
    addons: row.addons
      .filter(({ active }) => active)
      .map((addon) => ({ id: addon.id, name: addon.name, minutes: addon.minutes, price: price(addon.priceAmount) })),
    levelPrices: row.levelPrices.map(({ level, minutes, priceAmount }) => ({ level, minutes, price: price(priceAmount) })), // prettier-ignore
    minParty,
    maxParty,
    seriesMost,
    requiresApproval,
    changeNoticeMinutes,
    moveNoticeMinutes: row.moveNoticeMinutes ?? changeNoticeMinutes,
    cancelNoticeMinutes: row.cancelNoticeMinutes ?? changeNoticeMinutes,
    staffIds: row.staffIds.filter((staffId) => shown.has(staffId)),
    nextFreeAt: nextFreeAt === null ? null : new Date(nextFreeAt).toISOString(),
  };
}

/** The public booking page. @throws `page.not_found` */
export const createShowPage =
  ({ db, directory, clock, nextFree }: PageDeps) =>
  async (slug: string, link?: string): Promise<PageView> => {
    const entry = await directory.page(slug);
    if (!entry) throw notFound('page');
    const { organizationId, targetId } = entry;
    const [row] = await db.tenant(organizationId, (sql) =>
      sql.query<PageRow>(READ_PAGE, [organizationId, targetId, clock.now()]),
    );
    if (!row || row.slug !== slug) throw notFound('page');

    const services = row.services
      .map((service): ServiceRow =>
        service.due.reduce<ServiceRow>((whole, change) => ({ ...whole, ...change }), service),
      )
      .filter(({ linkToken }) => linkToken === null || opens(link, linkToken));
    const free = await nextFree(
      organizationId,
      services.map(({ id }) => id),
    );
    const serving = new Set(services.flatMap(({ staffIds }) => staffIds));
    const staff = row.staff.filter(({ id }) => serving.has(id));
    const shown = new Set(staff.map(({ id }) => id));
    return {
      ...row,
      services: services.map((service) =>
        shownService(service, row.location.currency, free.get(service.id) ?? null, shown),
      ),
      staff,
      now: new Date(clock.now()).toISOString(),
    };
  };
