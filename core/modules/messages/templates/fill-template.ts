import type { FilledTemplate } from './compile-template.ts';
import { createLiquid, renderLiquid, type Medium, type TemplateValues } from './liquid.ts';
import { subjectValues } from './template-values.ts';
import { oneLine, tidy } from './tidy.ts';
import type { TemplateInUse } from './template-store.ts';

/** More than its check allowed: a machine that is busy is no reason to send something else. */
const RENDER_MS = 5_000;

/** A compiled template with the values of one message. @throws when it cannot be filled in, which its check excludes */
export function fillTemplate({ subject, html, plain }: TemplateInUse, values: TemplateValues): FilledTemplate {
  const fill = (source: string, medium: Medium, values: TemplateValues): string => {
    const engine = createLiquid(medium, { renderMs: RENDER_MS });
    return renderLiquid(engine, engine.parse(source), values);
  };
  return {
    subject: oneLine(fill(subject, 'text', subjectValues(values))),
    html: fill(html, 'html', values),
    text: tidy(fill(plain, 'text', values)),
  };
}
