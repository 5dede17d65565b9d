// A brand colour as a set of tokens that stay readable in both themes. Computed in OKLCH (Björn Ottosson, 2020): the
// hue is kept, lightness moves until the contrast (WCAG 2.2) suffices, chroma is cut only as far as sRGB demands.

type Triple = readonly [number, number, number];
interface Lch {
  l: number;
  c: number;
  h: number;
}

/** Against text on it, its tint and the surface: a little over the 4.5 of WCAG AA. */
const CONTRAST = 4.6;
const THEMES = {
  light: {
    surface: '#ffffff',
    on: '#ffffff',
    start: (l: number) => Math.min(l, 0.6),
    step: -0.01,
    hover: -0.06,
    soft: [0.955, 0.022],
    line: [0.85, 0.05],
  },
  dark: {
    surface: '#171b19',
    on: '#08110f',
    start: (l: number) => Math.max(l, 0.74),
    step: 0.01,
    hover: 0.05,
    soft: [0.29, 0.045],
    line: [0.42, 0.06],
  },
} as const;

const toLinear = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const fromLinear = (value: number): number => (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055);
const rgbOf = (hex: string): Triple =>
  [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255) as unknown as Triple;

function lchOf(hex: string): Lch {
  const [r, g, b] = rgbOf(hex).map(toLinear) as unknown as Triple;
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const bb = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  return { l: 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s, c: Math.hypot(a, bb), h: Math.atan2(bb, a) };
}

function linearOf({ l, c, h }: Lch): Triple {
  const [a, b] = [c * Math.cos(h), c * Math.sin(h)];
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ];
}

function hexOf(colour: Lch): string {
  let fitted = colour;
  while (fitted.c > 0 && linearOf(fitted).some((value) => value < -0.0001 || value > 1.0001))
    fitted = { ...fitted, c: Math.max(0, fitted.c - 0.004) };
  const byte = (value: number): string =>
    Math.round(255 * Math.min(1, Math.max(0, fromLinear(Math.min(1, Math.max(0, value))))))
      .toString(16)
      .padStart(2, '0');
  return `#${linearOf(fitted).map(byte).join('')}`;
}

const luminance = (hex: string): number => {
  const [r, g, b] = rgbOf(hex).map(toLinear) as unknown as Triple;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

/** WCAG 2.2 contrast ratio, 1 … 21. */
export function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].toSorted((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

export interface BrandTokens {
  accent: string;
  hover: string;
  on: string;
  text: string;
  soft: string;
  line: string;
}

/** @param accent `#rrggbb` */
export function brandTokens(accent: string, theme: keyof typeof THEMES): BrandTokens {
  const { surface, on, start, step, hover, soft, line } = THEMES[theme];
  const base = lchOf(accent);
  const tint = ([l, most]: readonly [number, number]): string => hexOf({ l, c: Math.min(base.c, most), h: base.h });
  const softHex = tint(soft);
  let l = start(base.l);
  let hex = hexOf({ ...base, l });
  while ([on, softHex, surface].some((against) => contrast(hex, against) < CONTRAST) && l > 0 && l < 1) {
    l += step;
    hex = hexOf({ ...base, l });
  }
  return { accent: hex, hover: hexOf({ ...base, l: l + hover }), on, text: hex, soft: softHex, line: tint(line) };
}

const declarations = ({ accent, hover, on, text, soft, line }: BrandTokens): string =>
  `--bm-accent:${accent};--bm-accent-hover:${hover};--bm-on-accent:${on};--bm-accent-text:${text};--bm-accent-soft:${soft};--bm-accent-line:${line}`;

/** Style rules that lay the brand over the default tokens in both themes. */
export const brandStyle = (accent: string): string =>
  `:root{${declarations(brandTokens(accent, 'light'))}}@media(prefers-color-scheme:dark){:root{${declarations(brandTokens(accent, 'dark'))}}}`;
