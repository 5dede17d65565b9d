import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { sampleFacts, toCustomer } from '../../../testing/sample-facts.ts';
import { valuesFor } from '../render-message.ts';
import { createPress, type PressOptions } from './press.ts';
import { starterTemplate } from './starter-template.ts';

const values = valuesFor(sampleFacts(), 'booking-confirmed', toCustomer());
const source = starterTemplate({ kind: 'booking-confirmed', recipient: 'customer', locale: 'en' });
const folder = mkdtempSync(path.join(tmpdir(), 'press-'));
afterAll(() => rmSync(folder, { recursive: true }));

function pressOf(options: PressOptions = {}) {
  const press = createPress(options);
  onTestFinished(() => press.close());
  return press;
}

/** A press that does this with every job. */
function program(name: string, does: string): string {
  const file = path.join(folder, `${name}.mjs`);
  writeFileSync(file, `process.on('message', async (job) => { ${does} });`);
  return file;
}

it('presses one template after the other, and again after it has ended', async () => {
  const press = pressOf();
  const both = await Promise.all([
    press.press(source, [values]),
    press.press({ ...source, subject: '{{ nix }}' }, [values]),
  ]);
  expect(both).toMatchObject([
    { ok: true, filled: { subject: 'Confirmed: Cut & colour, Tue 24 Nov, 09:30 GMT' } },
    { ok: false, problems: [{ code: 'unknown_variable', what: 'nix' }] },
  ]);
  await press.close();
  expect(await press.press(source, [values])).toMatchObject({ ok: true });
});

it('ends work that does not end, and says so', async () => {
  const press = pressOf({ program: program('endless', 'for (;;);'), limitMs: 500 });
  expect(await press.press(source, [values])).toMatchObject({ ok: false, problems: [{ code: 'too_slow' }] });
});

it('survives a press that dies', async () => {
  const press = pressOf({ program: program('dies', 'process.exit(134)') });
  expect(await press.press(source, [values])).toMatchObject({ ok: false });
  expect(await press.press(source, [values])).toMatchObject({ ok: false });
});

it('tells of a bug instead of hiding it', async () => {
  const press = pressOf({ program: program('bug', 'process.send({ id: job.id, bug: "broken" })') });
  await expect(press.press(source, [values])).rejects.toThrow('The press failed: broken');
});

it('lets only so many wait', async () => {
  const press = pressOf({ program: program('slow', 'process.exit()') });
  const all = await Promise.allSettled(Array.from({ length: 21 }, () => press.press(source, [values])));
  expect(all.filter(({ status }) => status === 'rejected')).toMatchObject([{ reason: { code: 'template.busy' } }]);
});

it('knows none of our secrets and reaches nobody', async () => {
  const look = `
    const tries = { env: Object.keys(process.env).filter((name) => /DATABASE|SECRET|SMTP/.test(name)) };
    for (const [name, act] of Object.entries({
      write: () => import('node:fs').then(({ writeFileSync }) => writeFileSync('${folder}/x', 'x')),
      run: () => import('node:child_process').then(({ execSync }) => execSync('true')),
      net: () => import('node:net').then(({ connect }) => new Promise((ok, no) => connect(54321, '127.0.0.1').on('error', no).on('connect', ok))),
    })) tries[name] = await act().then(() => 'could', (error) => error.code ?? error.cause?.code);
    process.send({ id: job.id, pressed: tries });`;
  process.env['DATABASE_URL_OF_TEST'] = 'x';
  onTestFinished(() => void delete process.env['DATABASE_URL_OF_TEST']);
  expect(await pressOf({ program: program('look', look) }).press(source, [values])).toEqual({
    ...{ env: [], write: 'ERR_ACCESS_DENIED', run: 'ERR_ACCESS_DENIED', net: 'ERR_ACCESS_DENIED' },
  });
});
