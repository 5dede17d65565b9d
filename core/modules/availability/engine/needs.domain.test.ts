import { describe, expect, it } from 'vitest';
import { everyDay, example } from '../../../testing/availability/offers.ts';
import { resolveSlot } from './availability.domain.ts';
import { readBusyTimes } from './busy.domain.ts';
import type { Facts, Need } from './facts.domain.ts';
import { match } from './needs.domain.ts';

const minute = (iso: string): number => Temporal.Instant.from(iso).epochMilliseconds / 60_000;
const TEN = '2027-07-01T08:00Z'; // 10:00 in Berlin
const busyAtTen = `${minute(TEN)}-${minute(TEN) + 60}`;
const schedule = (span: string) => example({ weekly: everyDay(span) }).candidates[0]!.members[0].schedule;
const room = (resourceId: string) => ({ resourceId, schedule: null });
const need = (name: string, anyOf: readonly string[], more: Partial<Need> = {}): Need => ({
  name,
  anyOf: anyOf.map(room),
  count: 1,
  units: 1,
  ...more,
});

function facts(needs: readonly Need[], busy: Record<string, [text: string, capacity?: number]> = {}): Facts {
  const anna = example({});
  const ids = needs.flatMap(({ anyOf }) => anyOf.map(({ resourceId }) => resourceId));
  return {
    ...anna,
    candidates: [{ ...anna.candidates[0]!, needs }],
    busy: new Map([
      ...anna.busy,
      ...ids.map((id) => [id, readBusyTimes(...(busy[id] ?? ['']))] as const),
      ...Object.entries(busy).map(([id, given]) => [id, readBusyTimes(...given)] as const),
    ]),
  };
}
const at = (given: Facts) => {
  const answer = resolveSlot(given, minute(TEN) * 60_000);
  return answer.ok ? answer.claims.map(({ resourceId, units }) => `${resourceId} ${units}`) : answer.reason;
};

describe('what a service needs besides staff', () => {
  it('any of these rooms: the first that is free', () => {
    const rooms = [need('room', ['red', 'blue'])];
    expect(at(facts(rooms))).toEqual(['anna 1', 'red 1']);
    expect(at(facts(rooms, { red: [busyAtTen] }))).toEqual(['anna 1', 'blue 1']);
    expect(at(facts(rooms, { red: [busyAtTen], blue: [busyAtTen] }))).toBe('no_room');
  });

  it('two different ones of three', () => {
    const beds = [need('bed', ['a', 'b', 'c'], { count: 2 })];
    expect(at(facts(beds, { a: [busyAtTen] }))).toEqual(['anna 1', 'b 1', 'c 1']);
    expect(at(facts(beds, { a: [busyAtTen], c: [busyAtTen] }))).toBe('no_room');
  });

  it('two chairs of one pool of four', () => {
    const chairs = [need('chairs', ['pool'], { units: 2 })];
    expect(at(facts(chairs, { pool: [`${busyAtTen},${busyAtTen}`, 4] }))).toEqual(['anna 1', 'pool 2']);
    expect(at(facts(chairs, { pool: [`${busyAtTen},${busyAtTen},${busyAtTen}`, 4] }))).toBe('no_room');
    expect(at(facts(chairs, { pool: ['', 1] }))).toBe('no_room');
  });

  it('rooms that two needs could both want: the one with a choice gives way', () => {
    const needs = [need('any room', ['red', 'blue']), need('a room with a sink', ['red'])];
    expect(at(facts(needs))).toEqual(['anna 1', 'blue 1', 'red 1']);
    expect(at(facts(needs, { blue: [busyAtTen] }))).toBe('no_room');
  });

  it('an assistant, who must be at work, not away, and not the one who serves', () => {
    const assistant = (span: string) => [
      { ...need('assistant', []), anyOf: [{ resourceId: 'ben', schedule: schedule(span) }] },
    ];
    expect(at(facts(assistant('9-17')))).toEqual(['anna 1', 'ben 1']);
    expect(at(facts(assistant('12-17')))).toBe('no_room');
    expect(at(facts([{ ...need('second', []), anyOf: [{ resourceId: 'anna', schedule: schedule('9-17') }] }]))).toBe(
      'no_room',
    );
  });

  it('all of these people at once: the first leads, each must be there', () => {
    const given = facts([], { ben: [''] });
    const together = (span: string): Facts => ({
      ...given,
      candidates: [
        {
          ...given.candidates[0]!,
          members: [given.candidates[0]!.members[0], { resourceId: 'ben', schedule: schedule(span) }],
        },
      ],
    });
    expect(at(together('9-17'))).toEqual(['anna 1', 'ben 1']);
    expect(at(together('12-17'))).toBe('outside_hours');
    expect(at({ ...together('9-17'), busy: new Map([...given.busy, ['ben', readBusyTimes(busyAtTen)]]) })).toBe('busy');
  });
});

it('finds resources for all needs whenever there are, however they overlap', () => {
  // A chain: each takes the first it can until the last one has nothing left but what the first took.
  const ids = ['a', 'b', 'c', 'd'];
  const needs = ids.map((id, index) => need(id, [ids[index]!, ids[(index + 1) % 4]!]));
  const able = [['a', 'b'], ['b', 'c'], ['c', 'd'], ['a']];
  expect(match(needs, able)?.map(({ resourceId }) => resourceId)).toEqual(['b', 'c', 'd', 'a']);
  expect(match(needs, [['a'], ['a', 'b'], ['b'], ['c']])).toBeNull();
});
