import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { minutesOfChoice, priceOfChoice } from '../../core/modules/availability/engine/price.domain.ts';
import { RULES } from '../../core/modules/availability/engine/rules.domain.ts';
import { draw } from './scheduling/draw.ts';
import { allPictures } from './scheduling/pictures.ts';
import { ROOT } from './steps.ts';

const FOLDER = path.join(ROOT, 'docs/images/scheduling');
const page = readFileSync(path.join(ROOT, 'docs/scheduling.md'), 'utf8');
const drawn = allPictures();

it.each(drawn)('$name is drawn as the engine answers now, and small', ({ name, picture }) => {
  const svg = draw(picture);
  expect(existsSync(path.join(FOLDER, `${name}.svg`)), 'run: npm run pictures:scheduling').toBe(true);
  expect(readFileSync(path.join(FOLDER, `${name}.svg`), 'utf8')).toBe(svg);
  expect(svg.length).toBeLessThan(15_000);
});

it.each(drawn)('$name: the page says what the engine offers', ({ name, picture, promises, facts }) => {
  expect(facts).toEqual(promises);
  const told = promises.map((promise) => (promise === '' ? 'nothing' : `\`${promise}\``)).join('; ');
  expect(page).toContain(`![${picture.title}](images/scheduling/${name}.svg)\n\n_${picture.title}:_ ${told}.`);
});

it('has a picture of every rule, and none that nobody draws', () => {
  const names = drawn.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(Object.keys(RULES)));
  expect(readdirSync(FOLDER).sort()).toEqual(names.map((name) => `${name}.svg`).sort());
});

it('tells of every rule on the page', () => {
  expect(Object.keys(RULES).filter((rule) => !page.includes(`| \`${rule}\` `))).toEqual([]);
});

it('shows in the picture of a rule that this rule refuses', () => {
  const silent = Object.keys(RULES).filter(
    (rule) =>
      !drawn
        .find(({ name }) => name === rule)!
        .picture.rows.flatMap(({ cells }) => cells)
        .some(({ says }) => says === rule),
  );
  expect(silent).toEqual([]);
});

it('prices the senior with a mask as the page says', () => {
  const mask = { id: 'mask', minutes: 15, priceAmount: 1200, active: true };
  const offer = {
    durationMinutes: 45,
    durations: [],
    priceAmount: 4000,
    levelPrices: [{ level: 'senior', minutes: null, priceAmount: 5500 }],
    addons: [mask],
  };
  const choice = { addonIds: ['mask'] };
  expect([minutesOfChoice(offer, choice), priceOfChoice(offer, choice, 'senior')]).toEqual([60, 6700]);
  expect(page).toContain('takes 60 minutes and pays €67');
});
