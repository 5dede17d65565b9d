import { expect, it } from 'vitest';
import { readVisit, visitPlace, type VisitPlace } from './visit-place.ts';

const BOOKED = '0193f2c4-0000-7000-8000-000000000301';

it.each<VisitPlace>([
  { slug: 'demo', parts: [] },
  {
    slug: 'demo',
    parts: [{ service: '0a1b2c', staff: '00ff00' }, { service: '0a1b2d' }],
    day: '2026-11-24',
    slot: '2026-11-24T10:00:00.000Z',
    link: 'secret',
  },
  { slug: 'demo', parts: [], booked: [BOOKED] },
])('a visit is read from its own address: %o', (place) => {
  expect(readVisit(visitPlace(place))).toEqual(place);
});

it('leaves out what is none, and what is too much', () => {
  const query = `parts=xyz,0a1b2c,${'0a1b2d,'.repeat(9)}&day=2026-02-30&slot=now&booked=1,2`;
  const { parts, ...more } = readVisit({ name: 'visit', slug: 'demo', query });
  expect([parts.length, parts[0]]).toEqual([6, { service: '0a1b2c' }]);
  expect(more).toEqual({ slug: 'demo' });
});
