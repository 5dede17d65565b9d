import type { Sql } from '../../../kernel/db/db.ts';
import type { MessageKind } from '../../bookings/lifecycle/facts.domain.ts';
import { languageOf } from '../locales/locales.ts';
import type { Addressee, BookingFacts } from '../messages.domain.ts';
import { valuesFor, type RenderedMessage } from '../render-message.ts';
import type { TemplateRef } from './template-kinds.ts';
import { templateInUse } from './template-store.ts';

/** What a message was written by; null: the built-in text, because there is no template of it. */
export interface WrittenBy extends TemplateRef {
  readonly version: number;
  /** Why the built-in text stands in; empty: it does not. */
  readonly problem: string;
}

const LONGEST_PROBLEM = 500;

/** The built-in message in the owner's words, where there are any. */
export async function writeByTemplate(
  sql: Sql,
  organizationId: string,
  { facts, kind, to }: { facts: BookingFacts; kind: MessageKind; to: Addressee },
  builtIn: RenderedMessage,
): Promise<{ message: RenderedMessage; by: WrittenBy | null }> {
  const { language } = new Intl.Locale(languageOf(to.locale).tag);
  const ref: TemplateRef = { kind: to.isFormerStaff ? 'handed-over' : kind, recipient: to.role, locale: language };
  const template = await templateInUse(sql, organizationId, ref);
  if (!template) return { message: builtIn, by: null };
  const by = { ...ref, version: template.version };
  try {
    // Liquid comes when the first template does: most businesses never need it.
    const { fillTemplate } = await import('./fill-template.ts');
    return {
      message: { ...builtIn, ...fillTemplate(template, valuesFor(facts, kind, to)) },
      by: { ...by, problem: '' },
    };
  } catch (error) {
    // Whatever it is: this message is worth more than its looks. The owner reads why in Admin → Messages.
    const problem = error instanceof Error ? error.message : String(error);
    return { message: builtIn, by: { ...by, problem: problem.slice(0, LONGEST_PROBLEM) || 'unknown' } };
  }
}
