import { placesLeft } from '../../../core/modules/availability/visits/places.domain.ts';
import {
  planVisit,
  type VisitPart,
  type VisitRequest,
} from '../../../core/modules/availability/visits/visits.domain.ts';
import type { Row } from './picture.ts';
import type { Drawn } from './pictures.ts';

const at = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
const quarters = (from: string, to: string): number[] =>
  Array.from({ length: (at(to) - at(from)) / 15 + 1 }, (_, index) => at(from) + index * 15);

const part = (durationMinutes: number, staff: readonly string[], rooms: readonly string[] = []): VisitPart => ({
  durationMinutes,
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 0,
  ways: staff.map((staffId, position) => ({
    staffId,
    position,
    starts: quarters('09:00', '12:00'),
    uses: [{ resourceId: staffId, units: 1 }],
    choices: rooms.length > 0 ? [{ anyOf: rooms, count: 1, units: 1 }] : [],
  })),
});

const CUT = part(45, ['anna', 'ben']);
const COLOUR = part(60, ['ben', 'cleo']);
const MASSAGE = part(60, ['anna', 'ben'], ['red room', 'blue room']);
/** Minutes of the day, as the engine counts them. */
const BUSY: Readonly<Record<string, readonly number[]>> = {
  cleo: [at('09:00'), at('10:00')],
  ben: [at('09:00'), at('10:00')],
};

const EXAMPLES = {
  'visit-sequence': {
    title: 'A cut and then a colour, from nine',
    order: 'sequence',
    parts: [CUT, COLOUR],
    names: ['cut', 'colour'],
    busy: BUSY,
    promises: ['cut 09:00 anna', 'colour 10:00 ben'],
  },
  'visit-any': {
    title: 'The colour first, as Ben and Anna are free',
    order: 'any',
    parts: [part(45, ['anna']), COLOUR],
    names: ['cut', 'colour'],
    busy: { anna: [at('09:00'), at('10:00')] },
    promises: ['colour 09:00 ben', 'cut 10:00 anna'],
  },
  'visit-parallel': {
    title: 'Two massages at once, in two rooms',
    order: 'parallel',
    parts: [MASSAGE, MASSAGE],
    names: ['first', 'second'],
    busy: {},
    promises: ['first 09:00 anna + red room', 'second 09:00 ben + blue room'],
  },
} as const;

/** What the planner answers for a visit from nine. */
export const visitPictures = (): Drawn[] =>
  Object.entries(EXAMPLES).map(([name, { title, order, parts, names, busy, promises }]) => {
    const taken = new Map<string, readonly number[]>(Object.entries(busy));
    const request: VisitRequest = {
      parts,
      order,
      maxGapMinutes: 30,
      sameStaff: 'any',
      free: (id, from, to) => placesLeft(taken.get(id) ?? [], 1, from, to),
    };
    const plan = planVisit(request, at('09:00'));
    if (plan === null) throw new Error(`${name} has no plan`);
    const everybody = parts.flatMap(({ ways }) => [
      ...ways.map(({ staffId }) => staffId),
      ...ways.flatMap(({ choices }) => choices.flatMap(({ anyOf }) => anyOf)),
    ]);
    const rows = [...new Set(everybody)].map((id): Row => ({
      label: id,
      note: '',
      from: at('09:00'),
      to: at('12:00'),
      ticks: [9, 10, 11, 12].map((hour) => ({ at: hour * 60, label: clock(hour * 60) })),
      blocks: [
        { from: at('09:00'), to: at('12:00'), kind: 'open' },
        ...(taken.has(id) ? [{ from: taken.get(id)![0]!, to: taken.get(id)![1]!, kind: 'busy' as const }] : []),
        ...plan.parts
          .filter(({ uses }) => uses.some(({ resourceId }) => resourceId === id))
          .map((one) => ({
            from: one.startsAt,
            to: one.endsAt,
            kind: 'planned' as const,
            label: `${names[one.part]!} ${clock(one.startsAt)}`,
          })),
      ],
      cells: [],
    }));
    const facts = plan.parts.map(
      ({ part: index, startsAt, uses }) =>
        `${names[index]!} ${clock(startsAt)} ${uses.map(({ resourceId }) => resourceId).join(' + ')}`,
    );
    return { name, picture: { title, description: `${facts.join(', ')}.`, rows }, promises, facts };
  });
