import type { EntityManager } from '@mikro-orm/postgresql';
import type { Sql, Statement } from '../../kernel/db/db.ts';
import type { Write } from '../../kernel/db/idempotent.ts';
import type { Orm } from '../../kernel/db/orm.ts';
import { notFound } from '../../kernel/errors/errors.ts';
import type { Changes } from '../../kernel/live/changes.ts';
import type { BusinessView, PageView, UpdateBusiness } from './organizations.contract.ts';
import { Brand, Location, Organization } from './organizations.entities.ts';
import { createPlacesService, type PlacesService } from './holidays-and-travel.ts';
import { createLocationsService, type LocationsService } from './locations.ts';
import { createShowPage, type PageDeps } from './page.ts';
import type { Holidays } from '../availability/rules/holidays.ts';
import type { RuleAnswer, RuleChanges, RuleWrite } from '../availability/rules/rule-changes.ts';

export interface OrganizationsDeps extends PageDeps {
  orm: Orm;
  write: Write;
  ruleChanges: RuleChanges;
  changes: Pick<Changes, 'publish'>;
  holidays: Holidays;
  /** Origin without a trailing slash. */
  baseUrl: string;
  /** Staff who kept the location's zone move along with it; see the schedules module. */
  followZone: (sql: Sql, organizationId: string, locationId: string, from: string, to: string) => Promise<void>;
}

export interface OrganizationsService {
  readonly locations: LocationsService;
  readonly places: PlacesService;
  /** @param link opens the service that it belongs to, besides those that are listed. @throws `page.not_found` */
  page(slug: string, link?: string): Promise<PageView>;
  business(organizationId: string): Promise<BusinessView>;
  /** @throws `rules.affect_bookings` */
  updateBusiness(request: RuleWrite, changes: UpdateBusiness): Promise<RuleAnswer<BusinessView>>;
}

// Cached rules hold the name of the business, and organizations are not among the tables whose triggers raise the stamp.
const RAISE_RULES_VERSION: Statement = {
  name: 'raise_rules_version',
  text: `update organization_stamps set rules_version = rules_version + 1 where organization_id = $1`,
};

/** A business with its brand and its first location. */
async function read(em: EntityManager, organizationId: string) {
  const organization = await em.findOne(Organization, { id: organizationId });
  const [location] = await em.find(Location, { organizationId }, { orderBy: { position: 'asc', id: 'asc' }, limit: 1 });
  const brand = location && (await em.findOne(Brand, { organizationId, id: location.brandId }));
  if (!organization || !brand) throw notFound('business');
  return { organization, location, brand };
}

export function createOrganizationsService(deps: OrganizationsDeps): OrganizationsService {
  const { orm, ruleChanges, baseUrl, followZone } = deps;

  const viewOf = ({ organization, location, brand }: Awaited<ReturnType<typeof read>>): BusinessView => ({
    organization: { id: organization.id, name: organization.name, locale: organization.locale },
    location: {
      id: location.id,
      slug: location.slug,
      name: location.name,
      description: location.description,
      address: location.address,
      phone: location.phone ?? null,
      email: location.email ?? null,
      timeZone: location.timeZone,
      currency: location.currency,
      accent: brand.accent ?? null,
    },
    bookingUrl: `${baseUrl}/b/${location.slug}`,
  });

  return {
    locations: createLocationsService(deps),
    places: createPlacesService(deps),
    page: createShowPage(deps),
    business: (organizationId) => orm.tenant(organizationId, async (em) => viewOf(await read(em, organizationId))),
    updateBusiness: (request, { name, locale, location: wanted = {} }) =>
      ruleChanges(request, wanted.timeZone === undefined ? 'nothing' : 'everything', async (em, sql) => {
        const { organizationId } = request.caller;
        const business = await read(em, organizationId);
        const { organization, location, brand } = business;
        const { accent, ...place } = wanted;
        const oldZone = location.timeZone;
        const renamed = name !== undefined && name !== organization.name;

        em.assign(organization, {
          ...(name === undefined ? {} : { name }),
          ...(locale === undefined ? {} : { locale }),
        });
        em.assign(location, place);
        if (accent !== undefined) brand.accent = accent?.toLowerCase() ?? null;
        await em.flush();
        if (location.timeZone !== oldZone)
          await followZone(sql, organizationId, location.id, oldZone, location.timeZone);
        if (renamed) await sql.query(RAISE_RULES_VERSION, [organizationId]);
        return viewOf(business);
      }),
  };
}
