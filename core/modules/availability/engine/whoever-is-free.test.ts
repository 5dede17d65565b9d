import { describe, expect, it } from 'vitest';
import { everyDay, example } from '../../../testing/availability/offers.ts';
import { resolveSlot, type Resolution } from './availability.domain.ts';
import { readBusyTimes } from './busy.domain.ts';

const ms = (iso: string): number => Temporal.Instant.from(iso).epochMilliseconds;

describe('whoever is free', () => {
  const staff = (staffId: string, position: number, busy: string) => ({ staffId, position, busy });
  const among = (...team: { staffId: string; position: number; busy: string }[]): Resolution => {
    const anna = example({});
    return resolveSlot(
      {
        ...anna,
        candidates: team.map(({ staffId, position }) => ({
          ...anna.candidates[0]!,
          staffId,
          position,
          members: [{ ...anna.candidates[0]!.members[0], resourceId: staffId }] as const,
        })),
        busy: new Map(team.map(({ staffId, busy }) => [staffId, readBusyTimes(busy)])),
      },
      ms('2027-07-01T08:00Z'),
    );
  };
  const minutes = (from: string, length: number) => `${ms(from) / 60_000}-${ms(from) / 60_000 + length}`;

  it('least booked on that local day serves', () => {
    const answer = among(
      staff('anna', 0, minutes('2027-07-01T12:00Z', 60)),
      staff('ben', 1, minutes('2027-07-01T12:00Z', 45)),
      staff('cleo', 2, minutes('2027-07-01T12:00Z', 50)),
    );
    expect(answer).toMatchObject({
      staffId: 'ben',
      staffIds: ['ben', 'cleo', 'anna'],
      claims: [{ resourceId: 'ben', units: 1 }],
    });
  });

  it('among equals comes in the order of the business, then by id', () => {
    expect(among(staff('anna', 2, ''), staff('ben', 1, ''), staff('cleo', 1, ''))).toMatchObject({
      staffIds: ['ben', 'cleo', 'anna'],
    });
  });

  it('does not suffer for work on another day: 1 July begins at 22:00Z', () => {
    const eve = minutes('2027-06-30T20:00Z', 120);
    expect(among(staff('anna', 0, eve), staff('ben', 1, minutes('2027-06-30T21:00Z', 70)))).toMatchObject({
      staffId: 'anna',
    });
  });

  it('counts every minute of a date that came in two pieces: 00:00 twice on 7 November 2010 at St. John’s', () => {
    const anna = example({ timeZone: 'America/St_Johns', weekly: everyDay('0-24') });
    const facts = {
      ...anna,
      candidates: ['anna', 'ben'].map((id, position) => ({
        ...anna.candidates[0]!,
        staffId: id,
        position,
        members: [{ ...anna.candidates[0]!.members[0], resourceId: id }] as const,
      })),
      busy: new Map([
        ['anna', readBusyTimes(minutes('2010-11-07T02:30Z', 1))], // the first pass, over at 00:01
        ['ben', readBusyTimes('')],
      ]),
    };
    expect(resolveSlot(facts, ms('2010-11-07T12:30Z'))).toMatchObject({ staffIds: ['ben', 'anna'] });
  });
});
