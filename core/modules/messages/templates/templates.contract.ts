import { z } from 'zod';
import { defineApi } from '../../../kernel/http/define-api.ts';
import { Id, Instant } from '../../../kernel/http/fields.ts';

const Ref = {
  /** A kind of message, such as `booking-confirmed`. */
  kind: z.string().max(60),
  recipient: z.enum(['customer', 'staff']),
  /** Language, such as `de`. */
  locale: z.string().max(20),
};
export const TemplateRefFields = z.strictObject(Ref);

/** As it is: a template's lines are counted, so nothing is trimmed. */
const Source = (max: number) =>
  z
    .string()
    .max(max)
    // eslint-disable-next-line no-control-regex -- refusing control characters is the point
    .refine((text) => text.isWellFormed() && !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/u.test(text), {
      message: 'contains a character that cannot be stored',
    });

const Content = {
  /** One line of Liquid. */
  subject: Source(300).refine((text) => /\S/.test(text) && !/[\r\n]/.test(text), { message: 'must be one line' }),
  /** MJML with Liquid in it. */
  mjml: Source(60_000),
  /** Liquid; null: the text part is derived from the MJML. */
  text: Source(20_000).nullable(),
};
export const TemplateDraft = z.strictObject({ ...Ref, ...Content });
export type TemplateDraft = z.infer<typeof TemplateDraft>;

export const TemplateVersionRef = z.strictObject({ ...Ref, version: z.int().min(1) });

const State = {
  ...Ref,
  /** The version in use; null: the built-in text. */
  activeVersion: z.int().nullable(),
  latestVersion: z.int(),
};

export const TemplateSummary = z.object({
  ...State,
  savedAt: Instant.nullable(),
  /** The last message for which the version in use failed, so that the built-in text was sent. */
  failure: z.object({ messageId: Id, at: Instant, problem: z.string() }).nullable(),
});
export type TemplateSummary = z.infer<typeof TemplateSummary>;

export const TemplateDetail = z.object({
  ...State,
  subject: z.string(),
  mjml: z.string(),
  text: z.string().nullable(),
  /** What the template may name, with an example each. */
  variables: z.array(z.object({ name: z.string(), isList: z.boolean(), sample: z.string() })),
  filters: z.array(z.string()),
});
export type TemplateDetail = z.infer<typeof TemplateDetail>;

export const TemplateVersionView = z.object({
  version: z.int(),
  isActive: z.boolean(),
  subject: z.string(),
  /** Restored from this one. */
  restoredFrom: z.int().nullable(),
  createdAt: Instant,
  createdBy: z.string(),
});
export type TemplateVersionView = z.infer<typeof TemplateVersionView>;

export const FilledMessage = z.object({
  subject: z.string(),
  html: z.string(),
  text: z.string(),
  /** The text part before it is filled in: what one who writes it by hand begins with. */
  textSource: z.string(),
});
export type FilledMessage = z.infer<typeof FilledMessage>;

export const TestSent = z.object({
  to: z.string(),
  outcome: z.enum(['sent', 'failed']),
  /** The channel plugin that took it. */
  channel: z.string().nullable(),
  reason: z.string(),
});
export type TestSent = z.infer<typeof TestSent>;

export const templatesApi = defineApi({
  list: {
    method: 'GET',
    path: '/message-templates',
    access: 'can:messages.read',
    summary: 'Which messages say what is built in, and which the owner’s own words',
    response: z.object({ data: z.array(TemplateSummary) }),
  },
  show: {
    method: 'GET',
    path: '/message-templates/content',
    access: 'can:messages.read',
    summary: 'A template as it is in use, or one of its versions; before the first, the built-in text',
    query: z.strictObject({ ...Ref, version: z.coerce.number().int().min(1).optional() }),
    response: TemplateDetail,
  },
  versions: {
    method: 'GET',
    path: '/message-templates/versions',
    access: 'can:messages.read',
    summary: 'Versions of a template, newest first, 100 at most',
    query: TemplateRefFields,
    response: z.object({ data: z.array(TemplateVersionView) }),
  },
  preview: {
    method: 'POST',
    path: '/message-templates/preview',
    access: 'can:messages.write',
    limit: 'read',
    summary: 'A template filled in with an example; 422 with line and column of what is wrong',
    body: TemplateDraft,
    response: FilledMessage,
  },
  save: {
    method: 'POST',
    path: '/message-templates',
    access: 'can:messages.write',
    idempotent: true,
    summary: 'Save as a new version and use it',
    body: z.strictObject({ ...Ref, ...Content, basedOn: z.int().min(0) }),
    response: TemplateDetail,
    status: 201,
  },
  restore: {
    method: 'POST',
    path: '/message-templates/restore',
    access: 'can:messages.write',
    idempotent: true,
    summary: 'Use an old version again, as a new one',
    body: TemplateVersionRef,
    response: TemplateDetail,
  },
  reset: {
    method: 'POST',
    path: '/message-templates/reset',
    access: 'can:messages.write',
    idempotent: true,
    summary: 'Go back to the built-in text; the versions stay',
    body: TemplateRefFields,
    response: TemplateDetail,
  },
  test: {
    method: 'POST',
    path: '/message-templates/test',
    access: 'can:messages.write',
    summary: 'Send a template, filled in with an example, to whoever is signed in',
    body: TemplateDraft,
    response: TestSent,
  },
});
