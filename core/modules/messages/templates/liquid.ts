import { Context, Liquid, toValueSync, type Template } from 'liquidjs';
import { markup } from '../markup.ts';
import { FILTERS, LimitError, textOf } from './filters.ts';

/** What a template may name: texts, and lists of texts or of things with texts. Complete, so that nothing is undefined. */
export interface TemplateValues {
  readonly [name: string]: string | TemplateValues | readonly (string | TemplateValues)[];
}

/** Characters of a whole message; no mail program shows more than a fifth of it. */
const LONGEST_OUTPUT = 500_000;
/** Characters of a source that is parsed. */
const LONGEST_SOURCE = 400_000;
/** Allocations that liquidjs counts. */
const MEMORY = 1_000_000;
/** Milliseconds that a mail may take to be written. It takes one or two; the rest is for a machine that is busy. */
const RENDER_MS = 1_000;

const TAGS = new Set(['if', 'unless', 'case', 'for', 'break', 'continue', 'assign', 'comment']);

const escape = (value: unknown): string => markup`${textOf(value)}`.source;

/** What a template becomes: HTML, in which every value is escaped, or text. */
export type Medium = 'html' | 'text';

const breaks = (value: unknown): string => escape(value).replaceAll(/\r?\n/g, '<br />');

/**
 * Liquid without its doors: known tags and filters, no files, no other templates, no prototypes; an unknown variable,
 * filter or tag is an error, and so is more time, memory or output than a mail needs.
 */
export function createLiquid(medium: Medium, { renderMs = RENDER_MS } = {}): Liquid {
  const engine = new Liquid({
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    templates: {},
    dynamicPartials: false,
    parseLimit: LONGEST_SOURCE,
    renderLimit: renderMs,
    memoryLimit: MEMORY,
    ...(medium === 'html' ? { outputEscape: escape } : {}),
  });
  for (const name of Object.keys(engine.tags)) if (!TAGS.has(name)) delete engine.tags[name];
  for (const name of Object.keys(engine.filters)) delete engine.filters[name];
  for (const [name, filter] of Object.entries(FILTERS)) engine.registerFilter(name, filter);
  engine.registerFilter('lines', medium === 'html' ? { handler: breaks, raw: true } : textOf);
  return engine;
}

/** Renders a parsed template. @throws LimitError, or an error of liquidjs with its place */
export function renderLiquid(engine: Liquid, template: Template[], values: TemplateValues): string {
  const pieces: string[] = [];
  let length = 0;
  const emitter = {
    buffer: '',
    write(piece: unknown): void {
      // A piece of the template itself may be longer than a value.
      const text = typeof piece === 'string' ? piece : textOf(piece);
      length += text.length;
      if (length > LONGEST_OUTPUT) throw new LimitError('output', `more than ${LONGEST_OUTPUT} characters come of it`);
      pieces.push(text);
    },
  };
  const context = new Context(values, engine.options, { sync: true }, { liquid: engine });
  toValueSync(engine.renderer.renderTemplates(template, context, emitter));
  return pieces.join('');
}
