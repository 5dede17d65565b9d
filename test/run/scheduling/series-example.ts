import { expandSeries, parseRecurrence } from '../../../core/modules/availability/time/recurrence.domain.ts';
import { createZoneTables } from '../../../core/modules/availability/time/zone-table.domain.ts';
import type { Row } from './picture.ts';
import type { Drawn } from './pictures.ts';

const EXAMPLE = {
  rule: 'FREQ=WEEKLY;COUNT=4',
  start: '2027-03-15T09:00',
  promises: ['2027-03-15T08:00Z', '2027-03-22T08:00Z', '2027-03-29T07:00Z', '2027-04-05T07:00Z'],
};

/** Every Monday at nine in Berlin, across the change of clocks, on an axis of UTC. */
export function seriesPicture(): Drawn {
  const zone = createZoneTables().get('Europe/Berlin');
  const rule = parseRecurrence(EXAMPLE.rule, 'rrule', { bounded: true, start: EXAMPLE.start });
  const { occurrences } = expandSeries(rule, 'rrule', { start: EXAMPLE.start, zone });
  const rows = occurrences.map(({ wall, startsAt }): Row => {
    const midnight = Math.floor(startsAt / 86_400_000) * 1440;
    const at = startsAt / 60_000;
    return {
      label: wall.slice(0, 10),
      note: '',
      from: midnight + 360,
      to: midnight + 660,
      ticks: [6, 7, 8, 9, 10, 11].map((hour) => ({ at: midnight + hour * 60, label: `${hour}:00 UTC` })),
      blocks: [{ from: at, to: at + 60, kind: 'planned', label: `${wall.slice(11)} in Berlin` }],
      cells: [],
    };
  });
  const facts = occurrences.map(({ startsAt }) => `${new Date(startsAt).toISOString().slice(0, 16)}Z`);
  const title = 'A weekly series stays at nine when clocks change';
  return {
    name: 'series',
    picture: { title, description: `In UTC: ${facts.join(', ')}.`, rows },
    promises: EXAMPLE.promises,
    facts,
  };
}
