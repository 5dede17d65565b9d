import { afterEach, describe, expect, it } from 'vitest';
import { ANCHORS, ZONES } from '../../../testing/availability/zones.cases.ts';
import { everyDay, offers } from '../../../testing/availability/offers.ts';

// What the clocks of the world do to working hours. Every expectation was worked out by hand from the zone's rule.

describe('Europe/Berlin', () => {
  const night = { timeZone: 'Europe/Berlin', weekly: everyDay('0-4') };

  it('offers no time of the hour that spring takes', () => {
    expect(offers(night, '2027-03-28')).toEqual([
      '2027-03-28T00:00+01:00',
      '2027-03-28T01:00+01:00',
      '2027-03-28T03:00+02:00',
    ]);
  });

  it('offers the hour that autumn repeats twice, told apart by its offset', () => {
    expect(offers(night, '2027-10-31')).toEqual([
      '2027-10-31T00:00+02:00',
      '2027-10-31T01:00+02:00',
      '2027-10-31T02:00+02:00',
      '2027-10-31T02:00+01:00',
      '2027-10-31T03:00+01:00',
    ]);
  });

  it('lets an hour be an hour: 90 minutes from 01:00 end at 03:30 in spring, at 02:30 in autumn', () => {
    const until = (time: string) => ({ weekly: everyDay(`1-${time}`), service: { durationMinutes: 90 } });
    expect(offers(until('3:29'), '2027-03-28')).toEqual([]);
    expect(offers(until('3:30'), '2027-03-28')).toEqual(['2027-03-28T01:00+01:00']);
    expect(offers(until('2:29'), '2027-10-31')).toEqual([]);
    expect(offers(until('2:30'), '2027-10-31')).toEqual(['2027-10-31T01:00+02:00']);
  });

  it('takes time off as one absence, the repeated hour included', () => {
    const off = {
      weekly: everyDay('0-4'),
      timeOff: [{ from: '2027-10-31T01:00', to: '2027-10-31T02:30' }],
      service: { durationMinutes: 30, slotIntervalMinutes: 30 },
    };
    expect(offers(off, '2027-10-31')).toEqual([
      '2027-10-31T00:00+02:00',
      '2027-10-31T00:30+02:00',
      '2027-10-31T02:30+01:00', // not at 02:30+02:00, half an hour before they are back
      '2027-10-31T03:00+01:00',
      '2027-10-31T03:30+01:00',
    ]);
  });
});

describe('America/New_York', () => {
  const night = { timeZone: 'America/New_York', weekly: everyDay('1-4') };

  it('offers no time of the hour that spring takes', () => {
    expect(offers(night, '2027-03-14')).toEqual(['2027-03-14T01:00-05:00', '2027-03-14T03:00-04:00']);
  });

  it('offers the repeated hour twice', () => {
    expect(offers(night, '2027-11-07')).toEqual([
      '2027-11-07T01:00-04:00',
      '2027-11-07T01:00-05:00',
      '2027-11-07T02:00-05:00',
      '2027-11-07T03:00-05:00',
    ]);
  });
});

describe('Australia/Lord_Howe, where clocks change by half an hour', () => {
  const night = {
    timeZone: 'Australia/Lord_Howe',
    weekly: everyDay('1-3'),
    service: { durationMinutes: 30, slotIntervalMinutes: 30 },
  };

  it('skips 02:00 in spring', () => {
    expect(offers(night, '2027-10-03')).toEqual([
      '2027-10-03T01:00+10:30',
      '2027-10-03T01:30+10:30',
      '2027-10-03T02:30+11:00',
    ]);
  });

  it('offers 01:30 twice in autumn', () => {
    expect(offers(night, '2027-04-04')).toEqual([
      '2027-04-04T01:00+11:00',
      '2027-04-04T01:30+11:00',
      '2027-04-04T01:30+10:30',
      '2027-04-04T02:00+10:30',
      '2027-04-04T02:30+10:30',
    ]);
  });
});

describe('Pacific/Chatham, 12:45 ahead, where clocks change at 02:45', () => {
  const night = {
    timeZone: 'Pacific/Chatham',
    weekly: everyDay('2-5'),
    service: { durationMinutes: 30, slotIntervalMinutes: 30 },
  };

  it('offers 02:30 and then 04:00 in spring; the half hour from 02:30 ends at 04:00', () => {
    expect(offers(night, '2027-09-26')).toEqual([
      '2027-09-26T02:00+12:45',
      '2027-09-26T02:30+12:45',
      '2027-09-26T04:00+13:45',
      '2027-09-26T04:30+13:45',
    ]);
  });

  it('offers 03:00 and 03:30 twice in autumn', () => {
    expect(offers(night, '2027-04-04')).toEqual([
      '2027-04-04T02:00+13:45',
      '2027-04-04T02:30+13:45',
      '2027-04-04T03:00+13:45',
      '2027-04-04T03:30+13:45',
      '2027-04-04T03:00+12:45',
      '2027-04-04T03:30+12:45',
      '2027-04-04T04:00+12:45',
      '2027-04-04T04:30+12:45',
    ]);
  });
});

describe('Pacific/Apia, which had no 30 December 2011', () => {
  it('goes from the 29th to the 31st', () => {
    expect(offers({ timeZone: 'Pacific/Apia', weekly: everyDay('9-10') }, '2011-12-29', '2011-12-31')).toEqual([
      '2011-12-29T09:00-10:00',
      '2011-12-31T09:00+14:00',
    ]);
  });

  it('lets an appointment run over the lost day, since nobody lived through it', () => {
    const late = { timeZone: 'Pacific/Apia', weekly: everyDay('0-1', '23:30-24'), service: { slotOffsetMinutes: 30 } };
    expect(offers(late, '2011-12-29', '2011-12-30')).toEqual(['2011-12-29T23:30-10:00']);
  });
});

describe('Africa/Casablanca, which goes back for Ramadan', () => {
  const night = { timeZone: 'Africa/Casablanca', weekly: everyDay('1-4') };

  it('repeats 02:00 as the month begins and has no 02:00 as it has ended', () => {
    expect(offers(night, '2025-02-23')).toEqual([
      '2025-02-23T01:00+01:00',
      '2025-02-23T02:00+01:00',
      '2025-02-23T02:00+00:00',
      '2025-02-23T03:00+00:00',
    ]);
    expect(offers(night, '2025-04-06')).toEqual(['2025-04-06T01:00+00:00', '2025-04-06T03:00+01:00']);
  });
});

describe('Africa/Cairo, where clocks change at midnight', () => {
  const late = { timeZone: 'Africa/Cairo', weekly: everyDay('0-2', '22-24') };

  it('begins the last Friday of April at 01:00', () => {
    expect(offers(late, '2027-04-29', '2027-04-30')).toEqual([
      '2027-04-29T00:00+02:00',
      '2027-04-29T01:00+02:00',
      '2027-04-29T22:00+02:00',
      '2027-04-29T23:00+02:00',
      '2027-04-30T01:00+03:00',
      '2027-04-30T22:00+03:00',
      '2027-04-30T23:00+03:00',
    ]);
  });

  it('ends the last Thursday of October twice', () => {
    expect(offers(late, '2027-10-28').slice(2)).toEqual([
      '2027-10-28T22:00+03:00',
      '2027-10-28T23:00+03:00',
      '2027-10-28T23:00+02:00',
    ]);
  });
});

describe('America/Sao_Paulo, which gave summer time up in 2019', () => {
  const early = { timeZone: 'America/Sao_Paulo', weekly: everyDay('0-2') };

  it('had no midnight on 4 November 2018, and a usual one a year later', () => {
    expect(offers(early, '2018-11-04')).toEqual(['2018-11-04T01:00-02:00']);
    expect(offers(early, '2019-11-03')).toEqual(['2019-11-03T00:00-03:00', '2019-11-03T01:00-03:00']);
  });
});

describe('America/St_Johns, where clocks once changed a minute after midnight', () => {
  it('begins 7 November 2010 twice, and knows both beginnings for that date', () => {
    const early = { timeZone: 'America/St_Johns', weekly: everyDay('0-2'), service: { durationMinutes: 1 } };
    expect(offers(early, '2010-11-07')).toEqual([
      '2010-11-07T00:00-02:30',
      '2010-11-07T00:00-03:30',
      '2010-11-07T01:00-03:30',
    ]);
  });

  it('still offers the last hour of the 6th to who asks in the first minute of the 7th', () => {
    const late = {
      timeZone: 'America/St_Johns',
      weekly: everyDay('23-24'),
      service: { slotOffsetMinutes: 30, durationMinutes: 30 },
    };
    expect(offers({ ...late, now: '2010-11-07T02:30:20Z' }, '2010-11-06')).toEqual(['2010-11-06T23:30-03:30']);
  });
});

it('keeps the quarter hours of Asia/Kathmandu', () => {
  expect(offers({ timeZone: 'Asia/Kathmandu', weekly: everyDay('9-11') }, '2027-03-28')).toEqual([
    '2027-03-28T09:00+05:45',
    '2027-03-28T10:00+05:45',
  ]);
});

describe(`in ${new Set(ZONES.map(([timeZone]) => timeZone)).size} zones, around each change of their clocks`, () => {
  const quarters = { durationMinutes: 15, slotIntervalMinutes: 15 };
  const days = ({ timeZone, instant }: (typeof ANCHORS)[number], around: number): Temporal.PlainDate[] => {
    const day = Temporal.Instant.fromEpochMilliseconds(instant * 60_000)
      .toZonedDateTimeISO(timeZone)
      .toPlainDate();
    const near = Array.from({ length: 2 * around + 1 }, (_, index) => day.add({ days: index - around }));
    return near.filter((date) => date.toZonedDateTime(timeZone).toPlainDate().equals(date));
  };

  it('a day open round the clock is as long as the day is: 23, 24, 25 hours and whatever else', () => {
    const lengths = new Set<number>();
    for (const anchor of ANCHORS.filter(({ timeZone }) => timeZone !== 'America/St_Johns'))
      // its days overlapped, see above
      for (const date of days(anchor, 1)) {
        const { hoursInDay } = date.toZonedDateTime(anchor.timeZone);
        const open = { timeZone: anchor.timeZone, weekly: everyDay('0-24'), service: quarters };
        expect(offers(open, date.toString()), `${anchor.timeZone} ${date}`).toHaveLength(hoursInDay * 4);
        lengths.add(hoursInDay);
      }
    expect([...lengths].sort((a, b) => a - b)).toEqual([22, 23, 23.5, 24, 24.5, 25, 26]);
  });

  it('the wall times of a working day stay the same before and after', () => {
    for (const anchor of ANCHORS)
      for (const date of days(anchor, 7)) {
        const open = { timeZone: anchor.timeZone, weekly: everyDay('9-10'), service: quarters };
        const times = offers(open, date.toString()).map((start) => start.slice(0, 16));
        expect(times, anchor.timeZone).toEqual(['09:00', '09:15', '09:30', '09:45'].map((time) => `${date}T${time}`));
      }
  });
});

describe('the zone of the server', () => {
  const own = process.env.TZ;
  afterEach(() => {
    if (own === undefined) delete process.env.TZ;
    else process.env.TZ = own;
  });

  it.each([
    ['Asia/Kathmandu', -345],
    ['America/New_York', 240],
    ['Pacific/Kiritimati', -840],
  ])('does not matter: %s', (timeZone, offset) => {
    process.env.TZ = timeZone;
    expect(new Date('2027-07-01T00:00Z').getTimezoneOffset()).toBe(offset); // else this test would show nothing
    expect(offers({ weekly: everyDay('1-4') }, '2027-03-28')).toEqual([
      '2027-03-28T01:00+01:00',
      '2027-03-28T03:00+02:00',
    ]);
  });
});
