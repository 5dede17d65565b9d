import { resolveSlot } from '../../../core/modules/availability/engine/availability.domain.ts';
import type { Candidate, Facts } from '../../../core/modules/availability/engine/facts.domain.ts';
import {
  intersect,
  minutesOf,
  subtract,
  type Intervals,
} from '../../../core/modules/availability/time/intervals.domain.ts';
import { MINUTE, parseWallTime } from '../../../core/modules/availability/time/plain-time.domain.ts';
import { RULES } from '../../../core/modules/availability/engine/rules.domain.ts';
import { workingIntervals } from '../../../core/modules/availability/engine/schedule.domain.ts';
import { instantsAt, wallTimeAt, type ZoneTable } from '../../../core/modules/availability/time/zone-table.domain.ts';
import type { Block, Row } from './picture.ts';

export interface Asked {
  readonly label: string;
  readonly note?: string;
  /** YYYY-MM-DD, and what the clock shows where the row begins and ends. */
  readonly date: string;
  readonly from: string;
  readonly to: string;
  /** Whose row it is; of a room only what is busy is shown. */
  readonly who: string;
  /** Of a row without cells. */
  readonly isQuiet?: boolean;
  /** Of every busy time, this much at either end is a buffer. */
  readonly buffers?: readonly [before: number, after: number];
  /** Minutes between the cells, where they are not those of the grid. */
  readonly every?: number;
}

const pairs = (intervals: Intervals, kind: Block['kind']): Block[] =>
  Array.from({ length: intervals.length / 2 }, (_, i) => ({
    from: intervals[2 * i]!,
    to: intervals[2 * i + 1]!,
    kind,
  }));

const two = (value: number): string => String(value).padStart(2, '0');

/** HH:MM, with the offset on days that have more than one. */
export function clockAt(zone: ZoneTable, at: number, withOffset: boolean): string {
  const wall = wallTimeAt(zone, at);
  const time = new Date(wall * MINUTE).toISOString().slice(11, 16);
  const offset = wall - at;
  const minutes = Math.abs(offset) % 60;
  const hours = `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}`;
  return withOffset ? `${time}${hours}${minutes === 0 ? '' : `:${two(minutes)}`}` : time;
}

/** A row drawn from what the engine says of every start of the grid. */
export function engineRow(facts: Facts, asked: Asked): Row {
  const { label, note = '', who, isQuiet = false, buffers = [0, 0] } = asked;
  const person = facts.candidates.flatMap(({ members }) => members).find(({ resourceId }) => resourceId === who);
  const zone = person?.schedule.zone ?? facts.zone;
  const [from, to] = endsOf(zone, asked);
  const isTwofold = wallTimeAt(zone, from) - from !== wallTimeAt(zone, to) - to;
  const show = (at: number) => clockAt(zone, at, isTwofold);

  const blocks: Block[] = [];
  if (person) {
    blocks.push(...pairs(workingIntervals(person.schedule, from, to), 'open'));
    blocks.push(...pairs(intersect([from, to], person.schedule.timeOff), 'away'));
  }
  const { ranges } = facts.busy.get(who)!;
  for (let i = 0; i < ranges.length; i += 2) {
    const [begin, end] = [ranges[i]!, ranges[i + 1]!];
    if (end <= from || begin >= to) continue;
    if (buffers[0] + buffers[1] > 0) blocks.push({ from: begin, to: end, kind: 'buffer' });
    blocks.push({ from: begin + buffers[0], to: end - buffers[1], kind: 'busy' });
  }
  const candidate = facts.candidates.find(({ staffId }) => staffId === who);
  return {
    label,
    note,
    from,
    to,
    ticks: ticksOf(from, to, show),
    blocks,
    cells: candidate && !isQuiet ? cellsOf(facts, candidate, from, to, show, asked.every) : [],
  };
}

function endsOf(zone: ZoneTable, { date, from, to }: Asked): [number, number] {
  const midnight = parseWallTime(`${date}T00:00`);
  const wall = (time: string) => midnight + Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  return [instantsAt(zone, wall(from))[0]!, instantsAt(zone, wall(to)).at(-1)!];
}

function ticksOf(from: number, to: number, show: (at: number) => string): Row['ticks'] {
  const step = to - from > 960 ? 120 : 60;
  const first = Math.ceil(from / 60) * 60;
  return Array.from({ length: Math.floor((to - first) / step) + 1 }, (_, i) => first + i * step).map((at) => ({
    at,
    label: show(at),
  }));
}

function cellsOf(
  facts: Facts,
  candidate: Candidate,
  from: number,
  to: number,
  show: (at: number) => string,
  every?: number,
): Row['cells'] {
  const grid = every === undefined ? facts : withGrid(facts, every);
  const width = grid.service.slotIntervalMinutes;
  const starts = minutesOf(RULES.off_grid(subtract([from, to], []), grid, candidate));
  return starts.map((at, index) => {
    const resolution = resolveSlot(facts, at * MINUTE, candidate.staffId);
    const says = resolution.ok ? 'offered' : resolution.reason;
    return { from: at, to: Math.min(at + width, starts[index + 1] ?? to, to), says, label: show(at) };
  });
}

const withGrid = (facts: Facts, every: number): Facts => ({
  ...facts,
  service: { ...facts.service, slotIntervalMinutes: every, slotOffsetMinutes: 0 },
});
