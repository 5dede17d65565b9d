import { cruise, type ICruiseResult, type IViolation } from 'dependency-cruiser';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import boundaries from './boundaries.ts';

/** rule → a file and the line in it that breaks the rule */
const planted: Record<string, [file: string, line: string]> = {
  'domain-is-pure': [
    'core/modules/bookings/clock.domain.ts',
    "import { readFileSync } from 'node:fs'; export const x = readFileSync;",
  ],
  'domain-types-from-contracts': [
    'core/modules/bookings/typed.domain.ts',
    "import type { S } from './bookings.service.ts'; export type T = S;",
  ],
  'modules-meet-at-contracts': [
    'core/modules/bookings/greedy.ts',
    "export { s as t } from '../catalog/catalog.service.ts';",
  ],
  'kernel-knows-no-domain': [
    'core/kernel/http/curious.ts',
    "export { api } from '../../modules/catalog/catalog.contract.ts';",
  ],
  'core-looks-not-outward': ['core/outward.ts', "export { w } from '../workflows/booking-lifecycle/workflow.ts';"],
  'only-the-doors-of-core': ['workflows/burglar.ts', "export { s } from '../core/modules/catalog/catalog.service.ts';"],
  'workflows-stay-deterministic': [
    'workflows/reads-files/workflow.ts',
    "import { readFileSync } from 'node:fs'; export const x = readFileSync;",
  ],
  'workflow-types': [
    'workflows/knows-plugins/workflow.ts',
    "import type { P } from '../../plugins/mail/plugin.ts'; export type T = P;",
  ],
  'plugins-use-their-door': [
    'plugins/mail/burglar.ts',
    "export { s } from '../../core/modules/catalog/catalog.service.ts';",
  ],
  'user-interfaces-are-clients': [
    'admin-ui/src/burglar.ts',
    "export { s } from '../../core/modules/catalog/catalog.service.ts';",
  ],
  'user-interfaces-share-the-kit': [
    'booking-ui/src/borrower.ts',
    "export { secret } from '../../admin-ui/src/secret.ts';",
  ],
  'temporal-config-stands-alone': ['temporal-config/leaning.ts', "export { c } from '../core/client/index.ts';"],
  'migrations-are-history': [
    'migrations/20260101_drifts.ts',
    "export { s } from '../core/modules/catalog/catalog.service.ts';",
  ],
  'no-test-code-in-the-product': ['core/kernel/http/tested.ts', "export { h } from '../../testing/index.ts';"],
  'no-cycles': ['core/kernel/http/egg.ts', "import { hen } from './hen.ts'; export const egg = () => hen;"],
};

/** Files that the planted ones need, and imports that are allowed. */
const lawful: Record<string, string> = {
  'core/modules/bookings/bookings.service.ts':
    "import { api } from '../catalog/catalog.contract.ts'; import { r } from './bookings.domain.ts'; export const s = [api, r]; export type S = 1;",
  'core/modules/bookings/bookings.domain.ts':
    "import { c } from '../catalog/catalog.domain.ts'; import { e } from '../../kernel/errors/errors.ts'; export const r = [c, e];",
  'core/modules/catalog/catalog.service.ts': "import { readFileSync } from 'node:fs'; export const s = readFileSync;",
  'core/modules/catalog/catalog.contract.ts': 'export const api = 1;',
  'core/modules/catalog/catalog.domain.ts': 'export const c = 1;',
  'core/kernel/errors/errors.ts': 'export const e = 1;',
  'core/kernel/http/hen.ts': "import { egg } from './egg.ts'; export const hen = () => egg;",
  'core/client/index.ts': 'export const c = 1;',
  'core/plugin-api/index.ts': 'export const definePlugin = 1;',
  'core/testing/index.ts': 'export const h = 1;',
  'temporal-config/index.ts': 'export const queue = 1;',
  'workflows/booking-lifecycle/workflow.ts':
    "import { queue } from '../../temporal-config/index.ts'; import { c } from '../../core/modules/catalog/catalog.domain.ts'; import type { A } from './activities.ts'; export const w = [queue, c]; export type X = A;",
  'workflows/booking-lifecycle/activities.ts':
    "import { h } from '../../core/plugin-api/index.ts'; export const a = h; export type A = 1;",
  'plugins/mail/plugin.ts':
    "import { definePlugin } from '../../core/plugin-api/index.ts'; export default definePlugin; export type P = 1;",
  'admin-ui/src/main.ts':
    "import { c } from '../../core/client/index.ts'; import { k } from '../../booking-ui/src/kit/index.ts'; export const m = [c, k];",
  'admin-ui/src/secret.ts': 'export const secret = 1;',
  'booking-ui/src/kit/index.ts': 'export const k = 1;',
};

let root: string;
let violations: readonly IViolation[];

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'bookme-boundaries-'));
  const files = { ...lawful, ...Object.fromEntries(Object.values(planted)) };
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  const { tsConfig: _ours, ...options } = boundaries.options ?? {};
  const { forbidden } = boundaries;
  const result = await cruise(['.'], { ...options, baseDir: root, validate: true, ruleSet: { forbidden } });
  violations = (result.output as ICruiseResult).summary.violations;
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

it('has a planted violation for every rule', () => {
  expect(Object.keys(planted).toSorted()).toEqual(boundaries.forbidden?.map((rule) => rule.name).toSorted());
});

it.each(Object.entries(planted))('reports a file that breaks %s', (rule, [file]) => {
  const reported = violations.filter((violation) => violation.from === file || violation.to === file);
  expect(reported.map((violation) => violation.rule.name)).toContain(rule);
});

it('reports nothing about imports that the layout allows', () => {
  const guilty = new Set(Object.values(planted).map(([file]) => file));
  const others = violations.filter(({ from, to }) => !guilty.has(from) && !guilty.has(to));
  expect(others.map(({ from, to, rule }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
});
