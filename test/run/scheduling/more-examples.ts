import type { BookingWindow, Strategy } from '../../../core/modules/availability/engine/service-rules.domain.ts';
import { everyDay, hours } from '../../../core/testing/availability/offers.ts';
import type { Asked } from './engine-rows.ts';
import type { RuleExample } from './examples.ts';
import type { World } from './world.ts';

const MONDAY = '2027-03-01';
const short = { id: 'anna', weekly: everyDay('9-11') };
const morning = (label: string, date: string): Asked => ({ label, date, from: '09:00', to: '11:00', who: 'anna' });
const night = (date: string): Asked => ({ label: 'Anna', note: date, date, from: '00:00', to: '05:00', who: 'anna' });

const windowFrom = (window: BookingWindow, title: string, promises: readonly string[]): RuleExample => ({
  title,
  // A Thursday.
  world: { people: [short], now: '2027-03-04T07:00+01:00', service: { window } },
  rows: [
    morning('Thu 4 March', '2027-03-04'),
    morning('Fri 5 March', '2027-03-05'),
    morning('Sat 6 March', '2027-03-06'),
    morning('Sun 7 March', '2027-03-07'),
    morning('Mon 8 March', '2027-03-08'),
    morning('Tue 9 March', '2027-03-09'),
  ],
  promises,
});
const BOTH = '09:00 10:00';

/** What every kind of window lets through on the same Thursday. */
export const WINDOW_EXAMPLES = {
  days: windowFrom({ kind: 'days', days: 2 }, 'Two days, asked on a Thursday', [BOTH, BOTH, BOTH, '', '', '']),
  business_days: windowFrom({ kind: 'business_days', days: 2 }, 'Two business days, asked on a Thursday', [
    BOTH,
    BOTH,
    BOTH,
    BOTH,
    BOTH,
    '',
  ]),
  range: windowFrom({ kind: 'range', from: '2027-03-06', to: '2027-03-08' }, 'From 6 to 8 March', [
    '',
    '',
    BOTH,
    BOTH,
    BOTH,
    '',
  ]),
} as const satisfies Record<BookingWindow['kind'], RuleExample>;

const team: World['people'] = [
  { ...short, id: 'anna', weight: 1, busy: [['2027-03-01T13:00+01:00', '2027-03-01T15:00+01:00']] },
  { ...short, id: 'ben', weight: 3, busy: [['2027-03-01T13:00+01:00', '2027-03-01T14:00+01:00']] },
  { ...short, id: 'cleo', weight: 2 },
];
const at = (iso: string): number => Temporal.Instant.from(iso).epochMilliseconds;

export interface StrategyExample {
  readonly title: string;
  readonly world: World;
  readonly date: string;
  readonly startsAt: string;
  /** Best first, each with the number that put them there. */
  readonly promises: readonly string[];
}

const shared = (assignment: Strategy, title: string, promises: readonly string[]): StrategyExample => ({
  title,
  date: MONDAY,
  startsAt: '2027-03-01T10:00+01:00',
  world: {
    people: team,
    service: { assignment },
    turns: {
      counts: new Map([
        ['anna', 1],
        ['ben', 4],
        ['cleo', 4],
      ]),
      lastAssignedAt: new Map([
        ['anna', at('2027-02-26T10:00+01:00')],
        ['ben', at('2027-02-24T10:00+01:00')],
        ['cleo', at('2027-02-25T10:00+01:00')],
      ]),
      usualStaffId: null,
    },
  },
  promises,
});

/** The same three people in the order of every strategy. */
export const STRATEGY_EXAMPLES = {
  least_booked: shared('least_booked', 'Least booked on that day', ['cleo: 0 min', 'ben: 60 min', 'anna: 120 min']),
  round_robin: shared('round_robin', 'In turn, by weight', ['ben: 5 / 3', 'anna: 2 / 1', 'cleo: 5 / 2']),
  longest_idle: shared('longest_idle', 'Longest without a booking', ['ben: 24 Feb', 'cleo: 25 Feb', 'anna: 26 Feb']),
  priority: shared('priority', 'In the order of the business', ['anna: no. 1', 'ben: no. 2', 'cleo: no. 3']),
} as const satisfies Record<Strategy, StrategyExample>;

const atNight = { id: 'anna', weekly: everyDay('0-4') };

/** What concerns more than one rule. */
export const OTHER_EXAMPLES = {
  'clocks-forward': {
    title: 'The clock skips two to three',
    world: { people: [atNight] },
    rows: [night('2027-03-28')],
    promises: ['00:00+01 01:00+01 03:00+02'],
  },
  'clocks-back': {
    title: 'The clock shows two to three twice',
    world: { people: [atNight] },
    rows: [night('2027-10-31')],
    promises: ['00:00+02 01:00+02 02:00+02 02:00+01 03:00+01'],
  },
  overrides: {
    title: 'Other hours on Tuesday, closed on Wednesday',
    world: {
      people: [
        {
          ...short,
          overrides: [
            { day: '2027-03-02', hours: hours('10-13') },
            { day: '2027-03-03', hours: [] },
          ],
        },
      ],
    },
    rows: [
      { ...morning('Mon 1 March', MONDAY), to: '13:00' },
      { ...morning('Tue 2 March', '2027-03-02'), to: '13:00' },
      { ...morning('Wed 3 March', '2027-03-03'), to: '13:00' },
    ],
    promises: ['09:00 10:00', '10:00 11:00 12:00', ''],
  },
  collective: {
    title: 'Anna and Ben together',
    world: {
      people: [
        { id: 'anna', weekly: everyDay('9-12') },
        { id: 'ben', weekly: everyDay('10-13'), busy: [['2027-03-01T11:00+01:00', '2027-03-01T11:30+01:00']] },
      ],
      together: true,
      service: { durationMinutes: 30, slotIntervalMinutes: 30 },
    },
    rows: [
      { ...morning('Anna, leading', MONDAY), to: '13:00' },
      { ...morning('Ben', MONDAY), to: '13:00', who: 'ben', isQuiet: true },
    ],
    promises: ['10:00 10:30 11:30'],
  },
} as const satisfies Record<string, RuleExample>;
