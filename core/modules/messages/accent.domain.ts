/** Where a business has no colour of its own. */
const DEFAULT_ACCENT = '#14665a';
const LIGHT = '#ffffff';
const DARK = '#000000';

export interface AccentColours {
  readonly accent: string;
  /** Text on it, with a contrast of at least 4.5 (WCAG 2.2 AA): of black and white one always has it. */
  readonly onAccent: string;
}

/** @param colour `#rrggbb`; anything else is the default */
export function accentColours(colour: string | null): AccentColours {
  const accent = colour && /^#[0-9a-f]{6}$/i.test(colour) ? colour.toLowerCase() : DEFAULT_ACCENT;
  return { accent, onAccent: contrast(accent, LIGHT) >= 4.5 ? LIGHT : DARK };
}

/** Contrast of two colours, 1 … 21 (WCAG 2.2, relative luminance). */
export function contrast(a: string, b: string): number {
  const [lighter = 0, darker = 0] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((from) => {
    const share = Number.parseInt(colour.slice(from, from + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
