import { isDay, type Day } from '../calendar/days.ts';

// Where the visitor is. Everything chosen is in the address, so reload, back and sharing work:
// /b/<slug>[/<service>[/details|done]]?staff&day&slot&booking   /b/<slug>/manage/<booking>[/move]?staff&day#<token>
interface Choice {
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
  | { name: 'services'; slug: string }
  | ({ name: 'when'; slug: string; service: string } & Choice)
  | ({ name: 'details'; slug: string; service: string; slot: string } & Choice)
  | { name: 'done'; slug: string; service: string; booking: string }
  | ({ name: 'manage'; slug: string } & Link)
  | ({ name: 'move'; slug: string } & Link & Choice)
  | { name: 'nowhere'; slug: string };
export type PlaceName = Place['name'];

const isInstant = (text: string | null): text is string =>
  text !== null && /^20\d\d-\d\d-\d\dT[\d:.]+Z$/.test(text) && !Number.isNaN(Date.parse(text));

function choiceOf(query: URLSearchParams): Choice {
  const [staff, day] = [query.get('staff'), query.get('day')];
  return { ...(staff ? { staff } : {}), ...(day && isDay(day) ? { day } : {}) };
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
  if (!second) return { name: 'services', slug };
  if (second === 'manage' && third) {
    const link = { slug, booking: third, token: url.hash.slice(1) };
    if (!fourth) return { name: 'manage', ...link };
    return fourth === 'move' ? { name: 'move', ...link, ...choice } : { name: 'nowhere', slug };
  }
  if (fourth) return { name: 'nowhere', slug };
  if (!third) return { name: 'when', slug, service: second, ...choice };
  const [slot, booking] = [url.searchParams.get('slot'), url.searchParams.get('booking')];
  if (third === 'details')
    return isInstant(slot)
      ? { name: 'details', slug, service: second, slot, ...choice }
      : { name: 'when', slug, service: second, ...choice };
  if (third === 'done' && booking) return { name: 'done', slug, service: second, booking };
  return { name: 'nowhere', slug };
}

export function printPlace(place: Place): string {
  const path = (...segments: string[]): string => `/b/${segments.map(encodeURIComponent).join('/')}`;
  const query = (values: Record<string, string | undefined>): string => {
    const given = Object.entries(values).filter((pair): pair is [string, string] => Boolean(pair[1]));
    return given.length > 0 ? `?${new URLSearchParams(given)}` : '';
  };
  const { slug } = place;
  switch (place.name) {
    case 'services':
    case 'nowhere':
      return path(slug);
    case 'when':
      return path(slug, place.service) + query({ staff: place.staff, day: place.day });
    case 'details':
      return path(slug, place.service, 'details') + query({ staff: place.staff, day: place.day, slot: place.slot });
    case 'done':
      return path(slug, place.service, 'done') + query({ booking: place.booking });
    case 'manage':
      return `${path(slug, 'manage', place.booking)}#${place.token}`;
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
