import type { Clock } from '../../kernel/clock/clock.ts';
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

type PageRow = Pick<PageView, 'slug' | 'business' | 'location' | 'staff'> & {
  services: (Omit<PageView['services'][number], 'price' | 'nextFreeAt'> & { priceAmount: number | null })[];
};

// One statement for the whole page. Shown is what can be booked: active services of active staff, and the staff of those.
const READ_PAGE: Statement = {
  name: 'read_page',
  text: `
    with offered as (
      select s.id, s.name, s.description, s.duration_minutes, s.price_amount, s.requires_approval, s.change_notice_minutes,
        s.position,
        array_agg(r.id order by r.position, r.id) as staff_ids
      from services s
      join service_staff t on t.organization_id = $1 and t.service_id = s.id
      join resources r on r.organization_id = $1 and r.id = t.resource_id and r.active
      where s.organization_id = $1 and s.location_id = $2 and s.active
      group by s.id, s.name, s.description, s.duration_minutes, s.price_amount, s.requires_approval, s.change_notice_minutes,
        s.position
    )
    select l.slug,
      json_build_object('name', o.name, 'accent', b.accent, 'locale', o.locale) as business,
      json_build_object('id', l.id, 'name', l.name, 'description', l.description, 'address', l.address, 'phone', l.phone,
        'email', l.email, 'timeZone', l.time_zone, 'currency', l.currency) as location,
      (select coalesce(json_agg(json_build_object('id', f.id, 'name', f.name, 'description', f.description,
          'durationMinutes', f.duration_minutes, 'priceAmount', f.price_amount, 'requiresApproval', f.requires_approval,
          'changeNoticeMinutes', f.change_notice_minutes, 'staffIds', f.staff_ids) order by f.position, f.name, f.id), '[]') from offered f) as services,
      (select coalesce(json_agg(json_build_object('id', r.id, 'name', r.name) order by r.position, r.id), '[]') from resources r
        where r.organization_id = $1 and r.id in (select unnest(f.staff_ids) from offered f)) as staff
    from locations l
    join organizations o on o.id = $1
    join brands b on b.organization_id = $1 and b.id = l.brand_id
    where l.organization_id = $1 and l.id = $2`,
};

/** The public booking page. @throws `page.not_found` */
export const createShowPage =
  ({ db, directory, clock, nextFree }: PageDeps) =>
  async (slug: string): Promise<PageView> => {
    const entry = await directory.page(slug);
    if (!entry) throw notFound('page');
    const { organizationId, targetId } = entry;
    const [row] = await db.tenant(organizationId, (sql) => sql.query<PageRow>(READ_PAGE, [organizationId, targetId]));
    if (!row || row.slug !== slug) throw notFound('page');

    const free = await nextFree(
      organizationId,
      row.services.map(({ id }) => id),
    );
    const { currency } = row.location;
    return {
      ...row,
      services: row.services.map(({ priceAmount, ...service }) => {
        const startsAt = free.get(service.id) ?? null;
        return {
          ...service,
          price: priceAmount === null ? null : { amount: priceAmount, currency },
          nextFreeAt: startsAt === null ? null : new Date(startsAt).toISOString(),
        };
      }),
      now: new Date(clock.now()).toISOString(),
    };
  };
