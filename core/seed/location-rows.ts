import type { BusinessPlan, CreatedBusiness, HolidayPlan } from './business-plan.ts';
import { firstLocationOf, idIn, type Tables } from './plan-ids.ts';

export function locationRows(plan: BusinessPlan, ids: CreatedBusiness): Tables {
  const { slug, timeZone = 'Europe/Berlin', currency = 'EUR', location = {}, locations = [], travel = [] } = plan;
  const own = { organization_id: ids.organizationId };
  const holidaysOf = ({
    country = null,
    region = null,
  }: Partial<Record<'country' | 'region', string | null>> = {}) => ({
    holiday_country: country,
    holiday_region: region,
  });
  const exceptions = (name: string, holidays: HolidayPlan | undefined) =>
    (holidays?.exceptions ?? []).map(({ day, kind, name: what = '' }) => ({
      ...own,
      location_id: idIn(ids.locations, name),
      day,
      kind,
      name: what,
    }));
  const first = firstLocationOf(plan);
  return [
    [
      'locations',
      [
        {
          ...own,
          id: ids.locationId,
          brand_id: ids.brandId,
          slug,
          name: first,
          description: location.description ?? '',
          address: location.address ?? '',
          phone: location.phone ?? null,
          email: location.email ?? null,
          time_zone: timeZone,
          currency,
          active: true,
          position: 0,
          ...holidaysOf(location.holidays),
        },
        ...locations.map((more, index) => ({
          ...own,
          id: idIn(ids.locations, more.name),
          brand_id: ids.brandId,
          slug: more.slug,
          name: more.name,
          description: '',
          address: more.address ?? '',
          phone: null,
          email: null,
          time_zone: more.timeZone ?? timeZone,
          currency: more.currency ?? currency,
          active: true,
          position: index + 1,
          ...holidaysOf(more.holidays),
        })),
      ],
    ],
    [
      'holiday_exceptions',
      [
        ...exceptions(first, location.holidays),
        ...locations.flatMap(({ name, holidays }) => exceptions(name, holidays)),
      ],
    ],
    [
      'travel_times',
      travel.flatMap(({ between: [one, other], minutes }) =>
        [
          [one, other],
          [other, one],
        ].map(([from, to]) => ({
          ...own,
          from_location_id: idIn(ids.locations, from!),
          to_location_id: idIn(ids.locations, to!),
          minutes,
        })),
      ),
    ],
  ];
}
