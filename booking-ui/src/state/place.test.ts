import { expect, it } from 'vitest';
import { findService, parsePlace, printPlace, serviceRef, type Place } from './place.ts';

const SLOT = '2026-11-24T10:00:00.000Z';
const PLACES: [string, Place][] = [
  ['/b/demo', { name: 'services', slug: 'demo' }],
  ['/b/demo/cut-0a1b2c', { name: 'when', slug: 'demo', service: 'cut-0a1b2c' }],
  [
    '/b/demo/cut-0a1b2c?staff=s1&day=2026-11-24',
    { name: 'when', slug: 'demo', service: 'cut-0a1b2c', staff: 's1', day: '2026-11-24' },
  ],
  [
    '/b/demo/cut-0a1b2c/details?day=2026-11-24&slot=2026-11-24T10%3A00%3A00.000Z',
    { name: 'details', slug: 'demo', service: 'cut-0a1b2c', slot: SLOT, day: '2026-11-24' },
  ],
  ['/b/demo/cut-0a1b2c/done?booking=b1', { name: 'done', slug: 'demo', service: 'cut-0a1b2c', booking: 'b1' }],
  ['/b/demo/manage/b1#org.t0ken-_', { name: 'manage', slug: 'demo', booking: 'b1', token: 'org.t0ken-_' }],
  [
    '/b/demo/manage/b1/move?day=2026-11-24#org.t0ken',
    { name: 'move', slug: 'demo', booking: 'b1', token: 'org.t0ken', day: '2026-11-24' },
  ],
  ['/b/demo/visit?parts=0a1b2c', { name: 'visit', slug: 'demo', query: 'parts=0a1b2c' }],
  ['/b/demo/visit', { name: 'visit', slug: 'demo', query: '' }],
];

it.each(PLACES)('reads and writes %s', (address, place) => {
  expect(parsePlace(address)).toEqual(place);
  expect(printPlace(place)).toBe(address);
});

it('keeps the token out of everything but the fragment', () => {
  const [path] = printPlace({ name: 'move', slug: 'demo', booking: 'b1', token: 'secret', staff: 's1' }).split('#');
  expect(path).not.toContain('secret');
});

it('leads nowhere for what is no address of ours', () => {
  for (const address of [
    '/',
    '/admin',
    '/b/',
    '/b/demo/a/b',
    '/b/demo/cut/done',
    '/b/%E0%A4%A',
    '/b/demo/manage/b1/x/y',
  ])
    expect(parsePlace(address).name).toBe('nowhere');
});

it('goes back to the times when the chosen one is no instant, and ignores a day that does not exist', () => {
  expect(parsePlace('/b/demo/cut/details?slot=tomorrow')).toEqual({ name: 'when', slug: 'demo', service: 'cut' });
  expect(parsePlace('/b/demo/cut?day=2027-02-29')).toEqual({ name: 'when', slug: 'demo', service: 'cut' });
});

it('names a service readably, and finds it again after it was renamed', () => {
  const services = [
    { id: '0193f2c4-0000-7000-8000-0000000a1b2c', name: 'Färben & Schneiden' },
    { id: '0193f2c4-0000-7000-8000-0000000fffff', name: 'حلاقة' },
  ];
  expect(serviceRef(services[0]!)).toBe('farben-schneiden-0a1b2c');
  expect(serviceRef(services[1]!)).toBe('0fffff');
  expect(findService(services, 'an-older-name-0a1b2c')).toBe(services[0]);
  expect(findService(services, services[1]!.id)).toBe(services[1]);
  expect(findService(services, '')).toBeUndefined();
  expect(findService(services, 'c')).toBeUndefined();
});

it('keeps what was chosen of a service in the address, and drops what makes no sense', () => {
  const address =
    '/b/demo/cut-9f31c2/details?staff=m1&length=90&people=2&link=abc&extras=0004a1%2C0004a2&slot=2026-11-24T10%3A00%3A00.000Z&session=s1';
  const place = parsePlace(address);
  expect(place).toMatchObject({ length: 90, people: 2, extras: ['0004a1', '0004a2'], link: 'abc', session: 's1' });
  expect(parsePlace(printPlace(place))).toEqual(place);
  expect(parsePlace('/b/demo/cut-9f31c2?length=-5&people=1e9&extras=..%2F,x')).toEqual({
    ...{ name: 'when', slug: 'demo', service: 'cut-9f31c2' },
  });
  expect(parsePlace('/b/demo?link=abc')).toEqual({ name: 'services', slug: 'demo', link: 'abc' });
});
