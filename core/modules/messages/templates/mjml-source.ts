import { placeOf, type TemplateProblem } from './problems.domain.ts';

/** Elements whose content MJML takes as it is. In all others it keeps elements and drops every text. */
const TAKES_TEXT = new Set([
  ...['mj-text', 'mj-button', 'mj-table', 'mj-raw', 'mj-title', 'mj-preview', 'mj-style', 'mj-html-attribute'],
  ...['mj-navbar-link', 'mj-social-element', 'mj-accordion-title', 'mj-accordion-text'],
]);
const PIECE =
  /<!--[\s\S]*?-->|<(?<close>\/?)(?<name>mj[\w-]*)(?:"[^"]*"|'[^']*'|[^'">])*?(?<own>\/?)>|\{%[\s\S]*?%\}|\{\{[\s\S]*?\}\}/g;

// A mail acts on nothing by itself, and reads no file. Mail programs drop most of it anyhow.
const FORBIDDEN: readonly [RegExp, string][] = [
  [/<(mj-include)\b/gi, 'A template cannot read another file'],
  [/<(script|iframe|frame|object|embed|form|base|link)\b/gi, 'A mail cannot have such an element'],
  [/\b(http-equiv)\s*=/gi, 'A mail cannot have such an attribute'],
  [/<[^>]*?\s(on[a-z]+)\s*=/gi, 'A mail cannot have such an attribute'],
  [
    /\s((?:src|background|background-url)\s*=\s*["'][^"']*\{\{-?\s*(?:links\b|\w+\.url\b))/gi,
    'A picture cannot be fetched by a link of the booking',
  ],
  [/@(import)\b/gi, 'A style sheet cannot load another'],
];

/**
 * Checks what the MJML compiler passes over in silence, and makes tags of Liquid that stand between elements
 * (`{% if reason %}` around a section) survive it. Lines stay where they are.
 */
export function readyForMjml(source: string): { mjml: string; problems: TemplateProblem[] } {
  const problems: TemplateProblem[] = [];
  const problem = (index: number, code: TemplateProblem['code'], what: string, message: string): void =>
    void problems.push({ part: 'mjml', code, what, message, ...placeOf(source, index) });
  for (const [pattern, message] of FORBIDDEN) {
    for (const found of source.matchAll(pattern))
      problem(found.index, 'forbidden', found[1] ?? '', `${message}: ${found[1]}.`);
  }

  const open: { name: string; index: number }[] = [];
  let mjml = '';
  let done = 0;
  const between = (text: string, from: number): void => {
    const top = open.at(-1)?.name ?? '';
    const stray = TAKES_TEXT.has(top) ? null : /\S/.exec(text);
    if (stray)
      problem(
        from + stray.index,
        'stray_text',
        top,
        'Text stands in an element such as mj-text; here it would be lost.',
      );
    mjml += text;
  };
  for (const found of source.matchAll(PIECE)) {
    const [piece] = found;
    const { close, name: given, own } = found.groups ?? {};
    between(source.slice(done, found.index), done);
    done = found.index + piece.length;
    const top = open.at(-1);
    if (top && TAKES_TEXT.has(top.name) && given?.toLowerCase() !== top.name) {
      mjml += piece.startsWith('<!--') ? blank(piece) : piece;
    } else if (given !== undefined) {
      const name = given.toLowerCase();
      mjml += piece;
      if (close) {
        if (top?.name === name) open.pop();
        else
          problem(
            found.index,
            'not_closed',
            top?.name ?? name,
            top ? `${top.name} is not closed before this.` : `${name} was never opened.`,
          );
        if (top?.name !== name) break;
      } else if (!own) open.push({ name, index: found.index });
    } else if (piece.startsWith('{%')) {
      mjml += open.length > 1 ? `<mj-raw>${piece}</mj-raw>` : piece;
      if (open.length <= 1)
        problem(found.index, 'stray_text', piece.slice(0, 60), 'Tags of Liquid stand within mj-body.');
    } else if (piece.startsWith('{{')) {
      problem(
        found.index,
        'stray_text',
        piece.slice(0, 60),
        'A value stands in an element such as mj-text; here it would be lost.',
      );
    } else mjml += blank(piece);
  }
  const left = open.at(-1);
  if (left && problems.length === 0) problem(left.index, 'not_closed', left.name, `${left.name} is not closed.`);
  if (problems.length === 0) between(source.slice(done), done);
  return { mjml, problems };
}

/** A comment leaves nothing but its lines. */
const blank = (comment: string): string => comment.replaceAll(/[^\n]/g, '');
