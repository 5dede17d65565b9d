import { notFound } from '../../kernel/errors/errors.ts';
import type { Holidays } from '../availability/rules/holidays.ts';
import type { RuleAnswer, RuleWrite } from '../availability/rules/rule-changes.ts';
import { findLocation, locationViewOf } from './locations.ts';
import type { HolidayRules, HolidayView, LocationView, SetTravelTimes } from './locations.contract.ts';
import { HolidayException, Location, TravelTime } from './organizations.entities.ts';
import { regionWithoutCountry, unknownCountry, unknownLocationOf, unknownRegion } from './organizations.errors.ts';
import type { OrganizationsDeps } from './organizations.service.ts';

type List<T> = { data: T[]; nextCursor: null };
type Way = SetTravelTimes['times'][number];

export interface PlacesService {
  /** @throws `location.not_found` */
  holidays(organizationId: string, locationId: string, year: number): Promise<List<HolidayView>>;
  /** @throws `location.not_found`, `request.invalid` for a country or region that is not known, `rules.affect_bookings` */
  setHolidays(request: RuleWrite, locationId: string, rules: HolidayRules): Promise<RuleAnswer<LocationView>>;
  regions(country: string | undefined): Promise<List<{ code: string; name: string }>>;
  travelTimes(organizationId: string): Promise<List<Way>>;
  /** @throws `request.invalid` for a location that is not of this business, `rules.affect_bookings` */
  setTravelTimes(request: RuleWrite, times: SetTravelTimes): Promise<RuleAnswer<List<Way>>>;
}

const all = <T>(data: readonly T[]): List<T> => ({ data: [...data], nextCursor: null });
const low = (id: string): string => id.toLowerCase();

async function assertHolidays(holidays: Holidays, { country, region }: HolidayRules): Promise<void> {
  if (country === null) {
    if (region !== null) throw regionWithoutCountry();
    return;
  }
  if (!(await holidays.countries()).some(({ code }) => code === country)) throw unknownCountry();
  if (region !== null && !(await holidays.regions(country)).some(({ code }) => code === region)) throw unknownRegion();
}

/** There and back, unless the way back was given too. */
function bothWays(times: readonly Way[]): Way[] {
  const given = times.map(({ fromLocationId, toLocationId, minutes }) => ({
    fromLocationId: low(fromLocationId),
    toLocationId: low(toLocationId),
    minutes,
  }));
  const key = ({ fromLocationId, toLocationId }: Way): string => `${fromLocationId} ${toLocationId}`;
  const back = given.map((way) => ({ ...way, fromLocationId: way.toLocationId, toLocationId: way.fromLocationId }));
  return [...new Map([...back, ...given].map((way) => [key(way), way])).values()];
}

const asWay = ({ fromLocationId, toLocationId, minutes }: Way): Way => ({ fromLocationId, toLocationId, minutes });

export function createPlacesService(deps: OrganizationsDeps): PlacesService {
  const { orm, ruleChanges, holidays, baseUrl } = deps;
  const orderBy = { fromLocationId: 'asc', toLocationId: 'asc' } as const;
  return {
    holidays: (organizationId, id, year) =>
      orm.tenant(organizationId, async (em) => {
        const location = await em.findOne(Location, { organizationId, id });
        if (!location) throw notFound('location');
        const { holidayCountry: country, holidayRegion: region = null } = location;
        const days = country ? await holidays.ofYear(country, region, year) : [];
        const exceptions = await em.find(HolidayException, { organizationId, locationId: location.id });
        const views = new Map<string, HolidayView>(days.map(({ day, name }) => [day, { day, name, kind: 'public' }]));
        for (const { day, kind, name } of exceptions)
          if (day.startsWith(`${year}-`)) views.set(day, { day, kind, name: name || (views.get(day)?.name ?? '') });
        return all([...views.values()].toSorted((a, b) => (a.day < b.day ? -1 : 1)));
      }),

    setHolidays: (request, id, rules) =>
      ruleChanges(request, 'everything', async (em) => {
        await assertHolidays(holidays, rules);
        const { organizationId } = request.caller;
        const location = await findLocation(em, organizationId, id);
        em.assign(location, { holidayCountry: rules.country, holidayRegion: rules.region });
        await em.nativeDelete(HolidayException, { organizationId, locationId: location.id });
        for (const exception of rules.exceptions)
          em.create(HolidayException, { organizationId, locationId: location.id, ...exception });
        await em.flush();
        return locationViewOf(location, baseUrl);
      }),

    regions: async (country) => all(await (country ? holidays.regions(country) : holidays.countries())),

    travelTimes: (organizationId) =>
      orm.tenant(organizationId, async (em) =>
        all((await em.find(TravelTime, { organizationId }, { orderBy })).map(asWay)),
      ),

    setTravelTimes: (request, { times }) =>
      ruleChanges(request, 'everything', async (em) => {
        const { organizationId } = request.caller;
        const known = new Set((await em.find(Location, { organizationId })).map(({ id }) => id));
        for (const [index, way] of times.entries())
          for (const field of ['fromLocationId', 'toLocationId'] as const)
            if (!known.has(low(way[field]))) throw unknownLocationOf(`times.${index}.${field}`);
        await em.nativeDelete(TravelTime, { organizationId });
        for (const way of bothWays(times)) em.create(TravelTime, { organizationId, ...way });
        await em.flush();
        return all((await em.find(TravelTime, { organizationId }, { orderBy })).map(asWay));
      }),
  };
}
