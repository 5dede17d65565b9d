import { compile as compileText } from 'html-to-text';
import mjml2html from 'mjml';
import { checkLiquid, tryLiquid } from './check-liquid.ts';
import { createLiquid, type TemplateValues } from './liquid.ts';
import { readyForMjml } from './mjml-source.ts';
import { placeOf, type TemplatePart, type TemplateProblem } from './problems.domain.ts';
import { subjectValues } from './template-values.ts';
import { oneLine, tidy } from './tidy.ts';

/** What an owner writes. */
export interface TemplateSource {
  readonly subject: string;
  readonly mjml: string;
  /** Null: it is derived from the MJML. */
  readonly text: string | null;
}

/** Liquid alone: what is stored beside the source, and filled in when a message is written. */
export interface CompiledTemplate {
  readonly html: string;
  readonly plain: string;
}

/** One message as its reader gets it. */
export interface FilledTemplate {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

export type Pressed =
  | { readonly ok: true; readonly compiled: CompiledTemplate; readonly filled: FilledTemplate }
  | { readonly ok: false; readonly problems: readonly TemplateProblem[] };

/**
 * Checks a template, compiles it and fills it in with each of the samples: what passes here passes for every booking.
 * @param samples the first is the one that is shown
 */
export async function pressTemplate(source: TemplateSource, samples: readonly TemplateValues[]): Promise<Pressed> {
  const ready = readyForMjml(source.mjml);
  const checked = [
    ...ready.problems,
    ...check('subject', source.subject, samples.map(subjectValues)),
    ...check('mjml', source.mjml, samples),
    ...(source.text === null ? [] : check('text', source.text, samples)),
  ];
  if (checked.length > 0) return { ok: false, problems: sorted(checked) };

  const compiled = await compileMjml(ready.mjml);
  if ('problems' in compiled) return { ok: false, problems: compiled.problems };
  const plain = source.text ?? plainOf(compiled.html);

  const subject = fill('subject', source.subject, samples.map(subjectValues));
  const html = fill('mjml', compiled.html, samples, 'html');
  const text = fill('text', plain, samples);
  // Places in what was compiled are not places in what was written.
  const problems = [...subject.problems, ...[...html.problems, ...text.problems].map((one) => ({ ...one, part: 'mjml' as const, line: null, column: null }))]; // prettier-ignore
  const linked = html.written[0] === undefined ? [] : checkLinks(html.written[0], source.mjml);
  if (problems.length + linked.length > 0) return { ok: false, problems: [...problems, ...linked] };
  return {
    ok: true,
    compiled: { html: compiled.html, plain },
    filled: {
      subject: oneLine(subject.written[0] ?? ''),
      html: html.written[0] ?? '',
      text: tidy(text.written[0] ?? ''),
    },
  };
}

function check(part: TemplatePart, source: string, samples: readonly TemplateValues[]): TemplateProblem[] {
  const engine = createLiquid(part === 'mjml' ? 'html' : 'text');
  const { template, problems } = checkLiquid(engine, part, source, samples[0] ?? {});
  return problems.length > 0 ? problems : tryLiquid(engine, part, template, samples).problems;
}

function fill(
  part: TemplatePart,
  source: string,
  samples: readonly TemplateValues[],
  medium: 'html' | 'text' = 'text',
) {
  const engine = createLiquid(medium);
  const { template, problems } = checkLiquid(engine, part, source, samples[0] ?? {});
  return problems.length > 0 ? { written: [], problems } : tryLiquid(engine, part, template, samples);
}

async function compileMjml(mjml: string): Promise<{ html: string } | { problems: TemplateProblem[] }> {
  const at = { part: 'mjml' as const, column: null };
  try {
    const { html, errors } = await mjml2html(mjml, {
      keepComments: false,
      ignoreIncludes: true,
      validationLevel: 'soft',
      // Its list of fonts would fetch them from elsewhere as soon as one is named, and tell who reads the mail.
      fonts: {},
    });
    // A value of ours in an attribute is not yet a colour or a length.
    const problems = errors
      .filter(({ message }) => !/has invalid value: .*\{[{%]/.test(message))
      .map(({ line, message, tagName }) => ({
        ...at,
        code: 'mjml' as const,
        line,
        what: message,
        message: `${tagName}: ${message}.`,
      }));
    return problems.length > 0 ? { problems } : { html: html.replaceAll(/\n\s*\n/g, '\n') };
  } catch (error) {
    // The compiler's only way to say that there is no <mjml> at all.
    const what = error instanceof Error ? error.message : String(error);
    return { problems: [{ ...at, code: 'mjml', line: 1, what, message: what }] };
  }
}

/** Text of the same template: tables and boxes are lines, a link is its words and its address. */
const toText = compileText({
  wordwrap: false,
  selectors: [
    { selector: 'head', format: 'skip' },
    { selector: 'div[style*="display:none"]', format: 'skip' },
    { selector: 'img', format: 'skip' },
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true, noAnchorUrl: false } },
    { selector: 'tr', format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    { selector: 'th', format: 'cell' },
    { selector: 'td', format: 'cell' },
    { selector: 'h1', options: { uppercase: false } },
    { selector: 'h2', options: { uppercase: false } },
    { selector: 'h3', options: { uppercase: false } },
  ],
  formatters: {
    cell(element, walk, builder) {
      walk(element.children, builder);
      builder.addInline(element.name === 'th' ? ': ' : ' ');
    },
  },
});

/** A tag of Liquid that is a line by itself takes the line with it. */
const plainOf = (html: string): string => toText(html).replaceAll(/^\s*(\{%-?[^%]*?)-?%\}\s*$\n?/gm, '$1-%}\n');

const LINK = /\s(?:href|src|background)\s*=\s*(?:"([^"]*)"|'([^']*)')/gi;
const SAFE_LINK = /^(https?:|mailto:|tel:|cid:|#|$)/i;

/** Links and pictures lead to the web, a mailbox or a telephone, whatever is filled in. */
function checkLinks(html: string, source: string): TemplateProblem[] {
  return [...html.matchAll(LINK)].flatMap((found) => {
    const address = (found[1] ?? found[2] ?? '').trim();
    if (SAFE_LINK.test(address)) return [];
    const index = source.indexOf(address);
    const place = index < 0 ? { line: null, column: null } : placeOf(source, index);
    const message = 'A link begins with https:, http:, mailto: or tel:, or with a value of links.';
    return [{ part: 'mjml' as const, code: 'link' as const, what: address.slice(0, 100), message, ...place }];
  });
}

const PARTS = ['subject', 'mjml', 'text'];
const sorted = (problems: readonly TemplateProblem[]): TemplateProblem[] =>
  problems
    .toSorted(
      (a, b) =>
        PARTS.indexOf(a.part) - PARTS.indexOf(b.part) ||
        (a.line ?? 0) - (b.line ?? 0) ||
        (a.column ?? 0) - (b.column ?? 0),
    ) // prettier-ignore
    .slice(0, 20);
