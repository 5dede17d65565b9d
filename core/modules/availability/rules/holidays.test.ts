import { describe, expect, it } from 'vitest';
import { createHolidays } from './holidays.ts';

const holidays = createHolidays();
const daysOf = async (country: string, region: string | null, year: number) =>
  (await holidays.ofYear(country, region, year)).map(({ day }) => day);

describe('public holidays', () => {
  it('are those of the whole country, and more in a region', async () => {
    const germany = await daysOf('DE', null, 2027);
    const bavaria = await daysOf('DE', 'BY', 2027);
    expect(germany).toEqual(['2027-01-01', '2027-03-26', '2027-03-29', '2027-05-01', '2027-05-06', '2027-05-17', '2027-10-03', '2027-12-25', '2027-12-26']); // prettier-ignore
    expect(bavaria.filter((day) => !germany.includes(day))).toEqual(['2027-01-06', '2027-05-27', '2027-11-01']);
    expect(await daysOf('DE', 'BY-A', 2027)).toContain('2027-08-08'); // Augsburg's own
  });

  it('are not the days that are merely kept by custom', async () => {
    expect(await daysOf('DE', 'BE', 2027)).not.toContain('2027-02-14');
    expect(await daysOf('DE', 'BE', 2027)).not.toContain('2027-12-24');
  });

  it('may last several days, each of them', async () => {
    const turkey = await daysOf('TR', null, 2027);
    expect(turkey).toEqual(expect.arrayContaining(['2027-03-09', '2027-03-10', '2027-03-11']));
    expect(turkey).not.toContain('2027-03-12');
  });

  it('are none where nothing is known', async () => {
    expect(await daysOf('XX', null, 2027)).toEqual([]);
    expect(await holidays.regions('XX')).toEqual([]);
  });

  it('can be chosen by country and region', async () => {
    expect(await holidays.countries()).toContainEqual({ code: 'DE', name: 'Deutschland' });
    expect((await holidays.regions('DE')).map(({ code }) => code)).toEqual(
      expect.arrayContaining(['BE', 'BY', 'BY-A']),
    );
  });
});
