/** A mail's HTML without anything that acts, and its styles apart. */
export interface InertMail {
  html: string;
  css: string;
}

const ACTING =
  'script, style, iframe, frame, object, embed, link, meta, base, form, input, button, video, audio, noscript';
const REACHING = new Set(['href', 'action', 'background', 'srcset', 'style']);
const MARK = 'data-mail-style';

/** Styles as a mail program with this look applies them, whichever this device has. */
export const inColours = (css: string, colours: 'light' | 'dark'): string =>
  css.replaceAll(/\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)/g, (_, wanted: string) =>
    wanted === colours ? '(min-width: 0px)' : '(max-width: 0px)',
  );

/**
 * Our content security policy, which the preview's frame inherits, refuses styles inside of documents. So they are
 * taken out here and put back as a constructed style sheet, which the policy allows. Scripts never run: the frame's
 * sandbox forbids them, and what could start one is removed all the same. Links lose their targets, as they carry the
 * customer's key to the booking.
 */
export function inertMail(source: string, parser: Pick<DOMParser, 'parseFromString'> = new DOMParser()): InertMail {
  const rules: string[] = [];
  // Before it is parsed: even a document that is never shown reports each style that the policy refuses.
  const plain = source
    .replaceAll(/<style\b[^>]*>([\s\S]*?)<\/style\s*>/gi, (_, css: string) => {
      rules.push(css);
      return '';
    })
    .replaceAll(/([\s"'])style\s*=/gi, `$1${MARK}=`);
  const document = parser.parseFromString(plain, 'text/html');
  for (const element of document.querySelectorAll(ACTING)) element.remove();
  for (const [index, element] of [...document.querySelectorAll('*')].entries()) {
    for (const name of element.getAttributeNames())
      if (/^on/i.test(name) || REACHING.has(name)) element.removeAttribute(name);
    const own = element.getAttribute(MARK);
    if (own === null) continue;
    element.setAttribute(MARK, String(index));
    rules.push(`[${MARK}="${index}"] { ${own.replaceAll(/[{}]/g, '')} }`);
  }
  return { html: `<!doctype html>${document.documentElement.outerHTML}`, css: rules.join('\n') };
}
