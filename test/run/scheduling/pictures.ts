import { resolveSlot } from '../../../core/modules/availability/engine/availability.domain.ts';
import type { Standing } from '../../../core/modules/availability/engine/assignment.domain.ts';
import { engineRow } from './engine-rows.ts';
import { RULE_EXAMPLES, type RuleExample } from './examples.ts';
import { OTHER_EXAMPLES, STRATEGY_EXAMPLES, WINDOW_EXAMPLES, type StrategyExample } from './more-examples.ts';
import { offeredIn, type Picture } from './picture.ts';
import { seriesPicture } from './series-example.ts';
import { visitPictures } from './visit-examples.ts';
import { worldOf } from './world.ts';

export interface Drawn {
  /** Of the file, without its ending. */
  readonly name: string;
  readonly picture: Picture;
  /** What the page says about it. */
  readonly promises: readonly string[];
  /** What the engine says. */
  readonly facts: readonly string[];
}

/** Everything that is drawn, from what the engine answers. */
export function allPictures(): Drawn[] {
  return [
    ...Object.entries(RULE_EXAMPLES).map(([name, one]) => ofRule(name, one)),
    ...Object.entries(WINDOW_EXAMPLES).map(([kind, one]) => ofRule(`window-${kind}`, one)),
    ...Object.entries(OTHER_EXAMPLES).map(([name, one]) => ofRule(name, one)),
    ...Object.entries(STRATEGY_EXAMPLES).map(([name, one]) => ofStrategy(`serves-${name}`, one)),
    ...visitPictures(),
    seriesPicture(),
  ];
}

function ofRule(name: string, { title, world, rows, promises }: RuleExample): Drawn {
  const facts = worldOf(world);
  const drawn = rows.map((row) => engineRow(facts, row));
  const told = drawn.filter((_, index) => !rows[index]!.isQuiet);
  const description = told.map((row) => `${row.label}: ${offeredIn(row) || 'nothing'}`).join('; ');
  return {
    name,
    picture: { title, description: `Offered on ${description}.`, rows: drawn },
    promises,
    facts: told.map(offeredIn),
  };
}

function ofStrategy(name: string, { title, world, date, startsAt, promises }: StrategyExample): Drawn {
  const facts = worldOf(world);
  const resolution = resolveSlot(facts, Temporal.Instant.from(startsAt).epochMilliseconds);
  if (!resolution.ok) throw new Error(`${name}: nobody is free`);
  const { order } = resolution.assignment;
  const numbers = order.map((standing) => {
    const bookings = facts.turns!.counts.get(standing.staffId)! + 1;
    const weight = facts.candidates.find(({ staffId }) => staffId === standing.staffId)!.weight;
    return `${standing.staffId}: ${numberOf(standing, `${bookings} / ${weight}`)}`;
  });
  const rows = order.map(({ staffId }, index) => ({
    ...engineRow(facts, {
      label: `${index + 1}. ${staffId}`,
      date,
      from: '09:00',
      to: '16:00',
      who: staffId,
      isQuiet: true,
    }),
    note: numbers[index]!.slice(staffId.length + 2),
  }));
  return { name, picture: { title, description: `For 10:00: ${numbers.join(', ')}.`, rows }, promises, facts: numbers };
}

function numberOf({ minutesBooked, share, lastAssignedAt, position }: Standing, turns: string): string {
  if (minutesBooked !== undefined) return `${minutesBooked} min`;
  if (share !== undefined) return turns;
  if (lastAssignedAt == null) return `no. ${position + 1}`;
  const [, month, day] = new Date(lastAssignedAt).toISOString().slice(0, 10).split('-');
  return `${Number(day)} ${['Jan', 'Feb', 'Mar'][Number(month) - 1]!}`;
}
