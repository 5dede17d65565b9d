import { isDay, type Day } from '../calendar/days.ts';
import { isInstant, type Place } from './place.ts';

/** One service of a visit, by the end of its id, and of the id of whoever is to do it. */
export interface PartRef {
  service: string;
  staff?: string;
}

/** Everything chosen of a visit; it is in the address. */
export interface VisitPlace {
  slug: string;
  parts: readonly PartRef[];
  day?: Day | undefined;
  slot?: string | undefined;
  /** Ids of what was booked. */
  booked?: readonly string[] | undefined;
  /** Of services that are on no page. */
  link?: string | undefined;
}

export const MOST_PARTS = 6;

export function readVisit({ slug, query }: Extract<Place, { name: 'visit' }>): VisitPlace {
  const given = new URLSearchParams(query);
  const [day, slot, link] = ['day', 'slot', 'link'].map((name) => given.get(name) ?? '') as [string, string, string];
  const parts = (given.get('parts') ?? '').split(',').flatMap((part) => {
    const [, service, staff] = /^([0-9a-f]{6})(?:\.([0-9a-f]{6}))?$/.exec(part) ?? [];
    return service ? [{ service, ...(staff ? { staff } : {}) }] : [];
  });
  const booked = (given.get('booked') ?? '').split(',').filter((id) => /^[0-9a-f-]{36}$/.test(id));
  return {
    slug,
    parts: parts.slice(0, MOST_PARTS),
    ...(isDay(day) ? { day } : {}),
    ...(isInstant(slot) ? { slot } : {}),
    ...(booked.length > 0 ? { booked } : {}),
    ...(link ? { link } : {}),
  };
}

export function visitPlace({ slug, parts, day, slot, booked, link }: VisitPlace): Extract<Place, { name: 'visit' }> {
  const given = {
    parts: parts.map(({ service, staff }) => (staff ? `${service}.${staff}` : service)).join(','),
    ...{ day, slot, link },
    booked: booked?.join(','),
  };
  const known = Object.entries(given).flatMap(([name, value]) => (value ? [[name, value]] : []));
  return { name: 'visit', slug, query: new URLSearchParams(known).toString() };
}
