import { isDay, type Day } from '../calendar/days.ts';
import type { Wish } from './choice.ts';

// Where the visitor is. Everything chosen is in the address, so reload, back and sharing work:
// /b/<slug>[/<service>[/details|done]]?staff&day&length&extras&people&link&slot&session&booking
// /b/<slug>/manage/<booking>[/move]?staff&day#<token>
// /b/<slug>/visit?parts=<service>[.<staff>],…&day&link&slot|booked=<booking>,…
/** Of a service that is on no page. */
interface Opened {
  link?: string;
}
interface Choice extends Wish, Opened {
  /** A staff id; absent: anyone. */
  staff?: string;
  day?: Day;
}
interface Link {
  booking: string;
  /** Travels in the fragment, which browsers send to no server and write into no Referer. */
  token: string;
}
export type Place =
  | ({ name: 'services'; slug: string } & Opened)
  | ({ name: 'when'; slug: string; service: string } & Choice)
  | ({ name: 'details'; slug: string; service: string; slot: string; session?: string } & Choice)
  | { name: 'done'; slug: string; service: string; booking: string }
  | ({ name: 'manage'; slug: string } & Link)
  | ({ name: 'move'; slug: string } & Link & Choice)
  /** Read and written by visit-place.ts, which few need. */
  | { name: 'visit'; slug: string; query: string }
  | { name: 'nowhere'; slug: string };
export type PlaceName = Place['name'];

export const isInstant = (text: string): boolean =>
  /^20\d\d-\d\d-\d\dT[\d:.]+Z$/.test(text) && !Number.isNaN(Date.parse(text));

const numberOf = (text: string | null, most: number): number | undefined =>
  text !== null && /^[1-9]\d{0,3}$/.test(text) && Number(text) <= most ? Number(text) : undefined;

function choiceOf(query: URLSearchParams): Choice {
  const [staff, day, link] = [query.get('staff'), query.get('day'), query.get('link')];
  const [length, people] = [numberOf(query.get('length'), 1440), numberOf(query.get('people'), 100)];
  const extras = (query.get('extras') ?? '').split(',').filter((ref) => /^[0-9a-f]{6}$/.test(ref));
  return {
    ...(staff ? { staff } : {}),
    ...(day && isDay(day) ? { day } : {}),
    ...(length ? { length } : {}),
    ...(extras.length > 0 ? { extras } : {}),
    ...(people ? { people } : {}),
    ...(link ? { link } : {}),
  };
}

/** A wrong percent escape is an address that leads nowhere, not a crash. */
function segmentsOf(pathname: string): string[] {
  try {
    return pathname.split('/').filter(Boolean).map(decodeURIComponent);
  } catch (error) {
    if (error instanceof URIError) return [];
    throw error;
  }
}

export function parsePlace(address: string | URL): Place {
  const url = new URL(address, 'http://localhost');
  const [base, slug = '', second, third, fourth, ...more] = segmentsOf(url.pathname);
  const choice = choiceOf(url.searchParams);
  if (base !== 'b' || !slug || more.length > 0) return { name: 'nowhere', slug: '' };
  if (!second) return { name: 'services', slug, ...(choice.link ? { link: choice.link } : {}) };
  if (second === 'manage' && third) {
    const link = { slug, booking: third, token: url.hash.slice(1) };
    if (!fourth) return { name: 'manage', ...link };
    return fourth === 'move' ? { name: 'move', ...link, ...choice } : { name: 'nowhere', slug };
  }
  if (second === 'visit' && !third) return { name: 'visit', slug, query: url.search.slice(1) };
  if (fourth) return { name: 'nowhere', slug };
  if (!third) return { name: 'when', slug, service: second, ...choice };
  const [slot, booking, session] = ['slot', 'booking', 'session'].map((name) => url.searchParams.get(name) ?? '') as [
    string,
    string,
    string,
  ];
  if (third === 'details')
    return isInstant(slot)
      ? { name: 'details', slug, service: second, slot, ...(session ? { session } : {}), ...choice }
      : { name: 'when', slug, service: second, ...choice };
  if (third === 'done' && booking) return { name: 'done', slug, service: second, booking };
  return { name: 'nowhere', slug };
}

export function printPlace(place: Place): string {
  const path = (...segments: string[]): string => `/b/${segments.map(encodeURIComponent).join('/')}`;
  const query = (values: Record<string, string | number | undefined>): string => {
    const given = Object.entries(values).filter(([, value]) => Boolean(value));
    return given.length > 0 ? `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}` : '';
  };
  const chosen = ({ staff, day, length, extras, people, link }: Choice) => ({
    ...{ staff, day, length, people, link },
    extras: extras?.join(','),
  });
  const { slug } = place;
  switch (place.name) {
    case 'services':
      return path(slug) + query({ link: place.link });
    case 'nowhere':
      return path(slug);
    case 'when':
      return path(slug, place.service) + query(chosen(place));
    case 'details':
      return (
        path(slug, place.service, 'details') + query({ ...chosen(place), slot: place.slot, session: place.session })
      );
    case 'done':
      return path(slug, place.service, 'done') + query({ booking: place.booking });
    case 'manage':
      return `${path(slug, 'manage', place.booking)}#${place.token}`;
    case 'visit':
      return path(slug, 'visit') + (place.query && `?${place.query}`);
    case 'move':
      return `${path(slug, 'manage', place.booking, 'move')}${query({ staff: place.staff, day: place.day })}#${place.token}`;
  }
}

/** `cut-and-finish-9f31c2`: readable, and stable when the service is renamed, for only the end of its id counts. */
export function serviceRef({ id, name }: { id: string; name: string }): string {
  const words = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 40);
  return [words, id.slice(-6)].filter(Boolean).join('-');
}

export const findService = <Service extends { id: string }>(services: readonly Service[], ref: string) =>
  services.find(({ id }) => id.endsWith(ref.slice(ref.lastIndexOf('-') + 1)) && ref.length >= 6);
