import type { Block, Cell, Picture, Row } from './picture.ts';

// The same input makes the same bytes, so that a test can tell whether a picture still shows what the engine does.

const WIDTH = 760;
const LEFT = 128;
const PLOT = WIDTH - LEFT - 14;
const AXIS = 20;
const BAR = 20;
const CELL = 18;

const STYLE = `
  .bg{fill:#ffffff}.ink{fill:#1f2328}.dim{fill:#59636e}.line{stroke:#d1d9e0}
  .open{fill:#ddf4e4}.busy{fill:#4a5a6a}.onbusy{fill:#ffffff}.buffer{fill:#a9b4c0}.planned{fill:#8250df}.onplanned{fill:#ffffff}
  .offered{fill:#1a7f37}.onoffered{fill:#ffffff}.refused{fill:url(#h)}.hatch{stroke:#b9c1c9}.away{fill:url(#a)}.off{stroke:#cf7a1c}
  @media (prefers-color-scheme:dark){
  .bg{fill:#0d1117}.ink{fill:#f0f6fc}.dim{fill:#9198a1}.line{stroke:#30363d}
  .open{fill:#12361f}.busy{fill:#8b98a5}.onbusy{fill:#0d1117}.buffer{fill:#4c5762}.planned{fill:#ab7df8}.onplanned{fill:#0d1117}
  .offered{fill:#3fb950}.onoffered{fill:#0d1117}.hatch{stroke:#444c56}.off{stroke:#e8a04c}}
  text{font:11px system-ui,-apple-system,"Segoe UI",sans-serif}.s{font-size:10px}.b{font-weight:600}`;

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
const number = (value: number): string => String(Math.round(value * 10) / 10);

const text = (x: number, y: number, kind: string, content: string, anchor = 'start'): string =>
  `<text x="${number(x)}" y="${number(y)}" class="${kind}"${anchor === 'start' ? '' : ` text-anchor="${anchor}"`}>${escaped(content)}</text>`;

const box = (x: number, y: number, width: number, height: number, kind: string): string =>
  `<rect x="${number(x)}" y="${number(y)}" width="${number(Math.max(width, 0.5))}" height="${height}" rx="2" class="${kind}"/>`;

/** Roughly, for the small font. */
const widthOf = (content: string): number => content.length * 5.6 + 4;

/** An SVG that is legible in light and dark, with a title and a description for those who do not see it. */
export function draw({ title, description, rows }: Picture): string {
  const longest = Math.max(...rows.map(({ from, to }) => to - from));
  const scale = PLOT / longest;
  const parts: string[] = [];
  let y = 12;
  let axis = '';
  for (const row of rows) {
    const x = (at: number) => LEFT + (at - row.from) * scale;
    const own = row.ticks.map((tick) => `${tick.at - row.from}${tick.label}`).join();
    if (own !== axis) {
      for (const { at, label } of row.ticks)
        parts.push(text(Math.min(x(at), WIDTH - 6 - widthOf(label) / 2), y + 10, 's dim', label, 'middle'));
      axis = own;
      y += AXIS;
    }
    parts.push(text(12, y + 14, 'ink b', row.label));
    if (row.note) parts.push(text(12, y + 28, 's dim', row.note));
    for (const { at } of row.ticks) parts.push(`<path d="M${number(x(at))} ${y - 4}v${BAR + 4}" class="line"/>`);
    for (const block of row.blocks) parts.push(barOf(block, row, x, y));
    y += BAR + 3;
    const groups = groupsOf(row.cells);
    for (const group of groups) parts.push(cellOf(group, x, y));
    const below = groups.filter((group) => isNarrow(group, scale));
    for (const { from, to, says } of below) {
      const half = widthOf(says) / 2;
      const middle = Math.min(WIDTH - 6 - half, Math.max(LEFT + half - 8, (x(from) + x(to)) / 2));
      parts.push(text(middle, y + CELL + 11, 's dim', says, 'middle'));
    }
    y += (row.cells.length > 0 ? CELL : row.note ? 8 : 0) + (below.length > 0 ? 14 : 0) + 9;
  }
  const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y + 4}" width="${WIDTH}" height="${y + 4}" role="img" aria-labelledby="t d">`;
  const hatch = (id: string, kind: string) =>
    `<pattern id="${id}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0v6" class="${kind}" stroke-width="3"/></pattern>`;
  return `${head}
<title id="t">${escaped(title)}</title>
<desc id="d">${escaped(description)}</desc>
<style>${STYLE}</style>
<defs>${hatch('h', 'hatch')}${hatch('a', 'off')}</defs>
<rect width="${WIDTH}" height="${y + 4}" rx="6" class="bg"/>
${parts.join('\n')}
</svg>
`;
}

function barOf({ from, to, kind, label }: Block, row: Row, x: (at: number) => number, y: number): string {
  const [begin, end] = [Math.max(from, row.from), Math.min(to, row.to)];
  const bar = box(x(begin), y, x(end) - x(begin), BAR, kind);
  return label ? bar + text((x(begin) + x(end)) / 2, y + 14, `s on${kind}`, label, 'middle') : bar;
}

/** Neighbours that are refused for one reason are one cell. */
function groupsOf(cells: readonly Cell[]): Cell[] {
  const groups: Cell[] = [];
  for (const cell of cells) {
    const last = groups.at(-1);
    if (last && last.says === cell.says && last.to === cell.from && cell.says !== 'offered')
      groups[groups.length - 1] = { ...last, to: cell.to };
    else groups.push(cell);
  }
  return groups;
}

const isNarrow = ({ from, to, says }: Cell, scale: number): boolean =>
  says !== 'offered' && widthOf(says) + 6 > (to - from) * scale;

function cellOf(cell: Cell, x: (at: number) => number, y: number): string {
  const { from, to, says, label } = cell;
  const width = x(to) - x(from) - 2;
  const middle = x(from) + 1 + width / 2;
  if (says === 'offered')
    return box(x(from) + 1, y, width, CELL, 'offered') + text(middle, y + 13, 's onoffered', label, 'middle');
  const hatched = box(x(from) + 1, y, width, CELL, 'refused');
  const room = widthOf(says);
  if (room + 8 > width + 4) return hatched;
  return `${hatched}${box(middle - room / 2, y + 3, room, CELL - 6, 'bg')}${text(middle, y + 13, 's ink', says, 'middle')}`;
}
