import { everyDay } from '../../../core/testing/availability/offers.ts';
import type { Asked } from './engine-rows.ts';
import type { World } from './world.ts';

/** The facts of one rule, and what the page promises of them. */
export interface RuleExample {
  readonly title: string;
  readonly world: World;
  readonly rows: readonly Asked[];
  /** What is offered in each row with cells, as the page tells it. */
  readonly promises: readonly string[];
}

const HALF_HOURS = { durationMinutes: 30, slotIntervalMinutes: 30 };
const MONDAY = '2027-03-01';
const anna = { id: 'anna', weekly: everyDay('9-13') };
const day = (label: string, date: string, more: Partial<Asked> = {}): Asked => ({
  label,
  date,
  from: '08:00',
  to: '14:00',
  who: 'anna',
  ...more,
});
const morning = (label: string, date: string): Asked => day(label, date, { from: '09:00', to: '11:00' });
const short = { id: 'anna', weekly: everyDay('9-11') };

/** One for every rule of the engine, under the name of its reason. */
export const RULE_EXAMPLES = {
  past: {
    title: 'Half past nine is over',
    world: { people: [anna], now: '2027-03-01T10:10+01:00', service: HALF_HOURS },
    rows: [day('Mon 1 March', MONDAY, { note: 'now: 10:10' })],
    promises: ['10:30 11:00 11:30 12:00 12:30'],
  },
  notice: {
    title: 'Two hours of notice at nine',
    world: { people: [anna], now: '2027-03-01T09:00+01:00', service: { ...HALF_HOURS, minNoticeMinutes: 120 } },
    rows: [day('Mon 1 March', MONDAY, { note: 'now: 09:00' })],
    promises: ['11:00 11:30 12:00 12:30'],
  },
  window: {
    title: 'A window of one day on Monday',
    world: { people: [short], now: '2027-03-01T07:00+01:00', service: { window: { kind: 'days', days: 1 } } },
    rows: [morning('Mon 1 March', MONDAY), morning('Tue 2 March', '2027-03-02'), morning('Wed 3 March', '2027-03-03')],
    promises: ['09:00 10:00', '09:00 10:00', ''],
  },
  not_offered_then: {
    title: 'Offered from 2 to 3 March',
    world: { people: [short], service: { activeFrom: '2027-03-02', activeUntil: '2027-03-03' } },
    rows: [
      morning('Mon 1 March', MONDAY),
      morning('Tue 2 March', '2027-03-02'),
      morning('Wed 3 March', '2027-03-03'),
      morning('Thu 4 March', '2027-03-04'),
    ],
    promises: ['', '09:00 10:00', '09:00 10:00', ''],
  },
  outside_hours: {
    title: 'Ninety minutes, and a break from 12 to 13',
    world: {
      people: [{ id: 'anna', weekly: everyDay('9-12', '13-17') }],
      service: { durationMinutes: 90, slotIntervalMinutes: 30 },
    },
    rows: [day('Mon 1 March', MONDAY, { to: '17:00' })],
    promises: ['09:00 09:30 10:00 10:30 13:00 13:30 14:00 14:30 15:00 15:30'],
  },
  time_off: {
    title: 'Away from 10:15 to 11:00',
    world: {
      people: [{ ...anna, timeOff: [{ from: '2027-03-01T10:15', to: '2027-03-01T11:00' }] }],
      service: HALF_HOURS,
    },
    rows: [day('Mon 1 March', MONDAY)],
    promises: ['09:00 09:30 11:00 11:30 12:00 12:30'],
  },
  cap: {
    title: 'Two a day: Monday has them',
    world: {
      people: [{ ...short, busy: [] }],
      booked: ['2027-03-01T08:00+01:00', '2027-03-01T12:00+01:00'],
      service: { caps: [{ of: 'service', per: 'day', most: 2 }] },
    },
    rows: [morning('Mon 1 March', MONDAY), morning('Tue 2 March', '2027-03-02')],
    promises: ['', '09:00 10:00'],
  },
  repeat: {
    title: 'Two days between visits, the last on Tuesday',
    world: { people: [short], booked: ['2027-03-02T09:00+01:00'], service: { repeatAfterDays: 2 } },
    rows: [
      morning('Mon 1 March', MONDAY),
      morning('Tue 2 March', '2027-03-02'),
      morning('Wed 3 March', '2027-03-03'),
      morning('Thu 4 March', '2027-03-04'),
    ],
    promises: ['', '', '', '09:00 10:00'],
  },
  busy: {
    title: 'Booked from 10:00 to 10:45, ten minutes after each',
    world: {
      people: [{ ...anna, busy: [['2027-03-01T10:00+01:00', '2027-03-01T10:55+01:00']] }],
      service: { durationMinutes: 45, bufferAfterMinutes: 10, slotIntervalMinutes: 30 },
    },
    rows: [day('Mon 1 March', MONDAY, { buffers: [0, 10] })],
    promises: ['09:00 11:00 11:30 12:00'],
  },
  no_room: {
    title: 'Any of two rooms, both taken from 10 to 11',
    world: {
      people: [anna],
      rooms: [
        { id: 'red', busy: [['2027-03-01T09:00+01:00', '2027-03-01T11:00+01:00']] },
        { id: 'blue', busy: [['2027-03-01T10:00+01:00', '2027-03-01T12:00+01:00']] },
      ],
      needs: [
        {
          name: 'room',
          anyOf: [
            { resourceId: 'red', schedule: null },
            { resourceId: 'blue', schedule: null },
          ],
          count: 1,
          units: 1,
        },
      ],
      service: HALF_HOURS,
    },
    rows: [
      day('Anna', MONDAY),
      day('Red room', MONDAY, { who: 'red', isQuiet: true }),
      day('Blue room', MONDAY, { who: 'blue', isQuiet: true }),
    ],
    promises: ['09:00 09:30 11:00 11:30 12:00 12:30'],
  },
  off_grid: {
    title: 'Open from 09:10, every half hour',
    world: { people: [{ id: 'anna', weekly: everyDay('9:10-12') }], service: HALF_HOURS },
    rows: [day('Mon 1 March', MONDAY, { from: '09:00', to: '12:00', every: 10 })],
    promises: ['09:30 10:00 10:30 11:00 11:30'],
  },
  gap: {
    title: 'No gap under half an hour',
    world: {
      people: [short],
      service: { slotIntervalMinutes: 15, offer: { fillGapsMinutes: 30, busyShare: 0 } },
    },
    rows: [day('Mon 1 March', MONDAY, { from: '08:45', to: '11:15' })],
    promises: ['09:00 09:30 10:00'],
  },
  hidden: {
    title: 'About four of ten hidden',
    world: { people: [anna], service: { ...HALF_HOURS, offer: { fillGapsMinutes: null, busyShare: 0.4 } } },
    rows: [day('Mon 1 March', MONDAY)],
    promises: ['09:00 09:30 10:00 10:30 12:00'],
  },
} as const satisfies Record<string, RuleExample>;
