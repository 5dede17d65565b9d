import { AssertionError, LiquidError, type Liquid, type StaticAnalysis, type Template, type Variable } from 'liquidjs';
import { LimitError } from './filters.ts';
import { renderLiquid, type TemplateValues } from './liquid.ts';
import { placeOf, type ProblemCode, type TemplatePart, type TemplateProblem } from './problems.domain.ts';
import { namesOf } from './template-values.ts';

const DEEPEST = 2;
const LISTED = new Set(['first', 'last', 'size']);

/** Everything that is wrong with a source before it is rendered, and its parsed form when nothing is. */
export function checkLiquid(
  engine: Liquid,
  part: TemplatePart,
  source: string,
  values: TemplateValues,
): { template: Template[]; problems: TemplateProblem[] } {
  const structure = checkStructure(part, source);
  if (structure.length > 0) return { template: [], problems: structure };
  try {
    const template = engine.parse(source);
    return {
      template,
      problems: checkNames(part, engine.analyzeSync(template, { partials: false }), template, values),
    };
  } catch (error) {
    return { template: [], problems: [problemOf(error, part)] };
  }
}

/** Renders with each of the values. The first that fails is told. */
export function tryLiquid(
  engine: Liquid,
  part: TemplatePart,
  template: Template[],
  samples: readonly TemplateValues[],
): { written: string[]; problems: TemplateProblem[] } {
  try {
    return { written: samples.map((values) => renderLiquid(engine, template, values)), problems: [] };
  } catch (error) {
    return { written: [], problems: [problemOf(error, part)] };
  }
}

/** Ranges are refused wherever they stand, and so are loops within loops within loops. */
function checkStructure(part: TemplatePart, source: string): TemplateProblem[] {
  const problems: TemplateProblem[] = [];
  let depth = 0;
  for (const found of source.matchAll(/\{\{([\s\S]*?)\}\}|\{%([\s\S]*?)%\}/g)) {
    const at = { part, ...placeOf(source, found.index) };
    const code = (found[1] ?? found[2] ?? '').replaceAll(/"[^"]*"|'[^']*'/g, '""');
    if (/\(.*\.\./s.test(code)) {
      const message = 'Ranges cannot be used: a loop goes over one of the lists, such as facts.';
      problems.push({ ...at, code: 'range', what: found[0].slice(0, 60), message });
    }
    if (/(?:\blinks\b|\bactions\b|\.url\b)[^|]*\||^-?\s*assign\b.*(?:\blinks\b|\bactions\b|\.url\b)/s.test(code)) {
      // Where the team reads a message, the customer's link is blotted out as it stands in it.
      const message = 'A link stands as it is, without a filter or another name.';
      problems.push({ ...at, code: 'forbidden', what: found[0].slice(0, 60), message });
    }
    const tag = /^-?\s*(\w+)/.exec(found[2] ?? '')?.[1];
    if (tag === 'endfor') depth--;
    if (tag === 'for' && ++depth > DEEPEST) {
      problems.push({ ...at, code: 'nesting', what: 'for', message: `Loops can be nested ${DEEPEST} deep at most.` });
    }
  }
  return problems;
}

function checkNames(
  part: TemplatePart,
  { variables, globals, locals }: StaticAnalysis,
  template: Template[],
  values: TemplateValues,
): TemplateProblem[] {
  const known = new Map(namesOf(values).map(({ name, isList }) => [name, isList]));
  const loops = loopsOf(template);
  const unknown: Variable[] = [];
  for (const variable of Object.values(globals).flat()) if (!isKnown(variable, known)) unknown.push(variable);
  for (const variable of Object.values(variables).flat()) {
    const root = String(variable.segments[0]);
    const list = loops.get(root);
    if (list === undefined || root in globals || root in locals || variable.segments.length < 2) continue;
    const name = `${list}[].${variable.segments.slice(1).map(String).join('.')}`;
    if (known.has(list) && !known.has(name)) unknown.push(variable);
  }
  const seen = new Set<string>();
  return unknown.flatMap((variable) => {
    const { row, col } = variable.location;
    const what = variable.toString();
    if (seen.has(`${row}:${col}`)) return [];
    seen.add(`${row}:${col}`);
    return [{ part, code: 'unknown_variable' as const, what, message: `There is no ${what}.`, line: row, column: col }];
  });
}

/** A text, a list, something of a list, or a group of which something is taken. */
function isKnown({ segments }: Variable, known: ReadonlyMap<string, boolean>): boolean {
  let name = '';
  for (const [index, segment] of segments.entries()) {
    if (typeof segment === 'object') return false; // a name that is only known when it is rendered
    const isOfList = known.get(name) === true;
    if (typeof segment === 'number' || (isOfList && LISTED.has(segment))) {
      if (!isOfList) return false;
      if (segment === 'size') return index === segments.length - 1;
      name += '[]';
    } else name += index === 0 ? segment : `.${segment}`;
  }
  return known.has(name) || (name.endsWith('[]') && known.has(name.slice(0, -2)));
}

/** Loop variable → the list it goes over. */
function loopsOf(templates: readonly Template[], found = new Map<string, string>()): Map<string, string> {
  for (const template of templates) {
    const { variable, collection } = template as { variable?: unknown; collection?: { getText?: () => string } };
    if (typeof variable === 'string' && collection?.getText) found.set(variable, collection.getText());
    const children = template.children?.(false, true);
    if (children) loopsOf([...(children as Iterable<Template>)], found);
  }
  return found;
}

const SAID: readonly [RegExp, ProblemCode, (what: string) => string][] = [
  [/undefined variable: (.*)$/, 'unknown_variable', (what) => `There is no ${what}.`],
  [/undefined filter: (.*)$/, 'unknown_filter', (what) => `There is no filter ${what}.`],
  [/^tag "(.*)" not found$/, 'unknown_tag', (what) => `There is no tag ${what}.`],
  [/^(tag .*) not closed$/, 'not_closed', (what) => `The ${what} is not closed.`],
  [/(render) limit exceeded/, 'too_slow', () => 'It takes too long.'],
  [/(parse length|memory alloc) limit exceeded/, 'too_large', () => 'It is too large.'],
];

/** What liquidjs says, in our words and with its place. Any other error is a bug and goes on. */
export function problemOf(error: unknown, part: TemplatePart): TemplateProblem {
  const inner = LiquidError.is(error) ? (error.originalError ?? error) : error;
  const [line, column] = LiquidError.is(error) ? positionOf(error) : [null, null];
  const at = { part, line, column };
  if (inner instanceof LimitError) {
    return { ...at, code: 'too_large', what: inner.limit, message: `It is too large: ${inner.message}.` };
  }
  if (!LiquidError.is(error) && !(error instanceof AssertionError)) throw error;
  const said = (inner as Error).message.replace(/, (file:.*|line:\d+, col:\d+)$/s, '');
  for (const [pattern, code, message] of SAID) {
    const what = pattern.exec(said)?.[1];
    if (what !== undefined) return { ...at, code, what: what.slice(0, 100), message: message(what.slice(0, 100)) };
  }
  return { ...at, code: 'syntax', what: said.slice(0, 200), message: `It cannot be read: ${said.slice(0, 200)}` };
}

function positionOf({ token }: LiquidError): [number | null, number | null] {
  const [line, column] = token.getPosition();
  return [line ?? null, column ?? null];
}
