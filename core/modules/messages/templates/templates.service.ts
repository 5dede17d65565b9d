import { randomUUIDv7 } from 'node:crypto';
import type { Clock } from '../../../kernel/clock/clock.ts';
import type { Db, Sql, Statement } from '../../../kernel/db/db.ts';
import type { Write } from '../../../kernel/db/idempotent.ts';
import { notFound } from '../../../kernel/errors/errors.ts';
import type { UserCaller } from '../../../kernel/http/callers.ts';
import type { Idempotency } from '../../../kernel/http/mount-api.ts';
import type { HandOver } from '../hand-over.ts';
import type { MailOrigin } from '../render-message.ts';
import type { Pressed, TemplateSource } from './compile-template.ts';
import { FILTER_NAMES } from './filters.ts';
import type { Press } from './press.ts';
import { sampleValues } from './sample-booking.ts';
import { starterTemplate } from './starter-template.ts';
import { isTemplate, TEMPLATE_REFS, type TemplateRef } from './template-kinds.ts';
import {
  activate,
  addVersion,
  readState,
  readStates,
  readVersion,
  readVersions,
  type StateRow,
} from './template-store.ts';
import { namesOf } from './template-values.ts';
import type {
  FilledMessage,
  TemplateDetail,
  TemplateDraft,
  TemplateSummary,
  TemplateVersionView,
  TestSent,
} from './templates.contract.ts';
import { invalidTemplate, templateChanged } from './templates.errors.ts';

export interface TemplatesDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly press: Press;
  readonly handOver: HandOver;
  readonly origin: MailOrigin;
  readonly baseUrl: string;
}

/** A request that writes, and the transaction it does so in. */
export interface TemplateWrite {
  readonly write: Write;
  readonly caller: UserCaller;
  readonly idempotency: Idempotency | null;
}

const ADDRESS: Statement = {
  name: 'template_test_address',
  text: `select u.email, u.name, o.name as business from users u join organizations o on o.id = u.organization_id
    where u.organization_id = $1 and u.id = $2`,
};

export function createTemplatesService({ db, clock, press, handOver, origin, baseUrl }: TemplatesDeps) {
  const samplesOf = (sql: Sql, organizationId: string, ref: TemplateRef) =>
    sampleValues(sql, organizationId, ref, { baseUrl, now: clock.now() });

  /** @throws `template.invalid` with the place of everything that is wrong */
  async function pressed(
    draft: TemplateDraft,
    { organizationId }: UserCaller,
  ): Promise<Extract<Pressed, { ok: true }>> {
    assertKnown(draft);
    const samples = await db.tenant(organizationId, (sql) => samplesOf(sql, organizationId, draft));
    const result = await press.press(sourceOf(draft), samples);
    if (result.ok) return result;
    throw invalidTemplate(
      result.problems,
      namesOf(samples[0]).map(({ name }) => name),
    );
  }

  async function detail(sql: Sql, organizationId: string, ref: TemplateRef, version?: number): Promise<TemplateDetail> {
    const state = await readState(sql, organizationId, ref);
    const wanted = version ?? state.activeVersion;
    const stored = wanted === null ? starterTemplate(ref) : await readVersion(sql, organizationId, ref, wanted);
    if (!stored) throw notFound('template');
    const { kind, recipient, locale } = ref;
    const [values] = await samplesOf(sql, organizationId, ref);
    return {
      kind,
      recipient,
      locale,
      ...state,
      ...sourceOf(stored),
      variables: namesOf(values),
      filters: [...FILTER_NAMES],
    };
  }

  return {
    list: async ({ organizationId }: UserCaller): Promise<{ data: TemplateSummary[] }> => {
      const states = await db.tenant(organizationId, (sql) => readStates(sql, organizationId));
      return {
        data: TEMPLATE_REFS.map((ref) =>
          summaryOf(
            ref,
            states.find((state) => isSame(state, ref)),
          ),
        ),
      };
    },

    /** @throws `template.not_found` */
    async show({ version, ...ref }: TemplateRef & { version?: number | undefined }, { organizationId }: UserCaller) {
      assertKnown(ref);
      return db.tenant(organizationId, (sql) => detail(sql, organizationId, ref, version));
    },

    async versions(ref: TemplateRef, { organizationId }: UserCaller): Promise<{ data: TemplateVersionView[] }> {
      assertKnown(ref);
      return db.tenant(organizationId, async (sql) => {
        const { activeVersion } = await readState(sql, organizationId, ref);
        const rows = await readVersions(sql, organizationId, ref);
        return {
          data: rows.map((row) => ({
            ...row,
            isActive: row.version === activeVersion,
            createdAt: row.createdAt.toISOString(),
          })),
        };
      });
    },

    /** @throws `template.invalid` */
    async preview(draft: TemplateDraft, caller: UserCaller): Promise<FilledMessage> {
      const { filled, compiled } = await pressed(draft, caller);
      return { ...filled, textSource: compiled.plain };
    },

    /** @throws `template.invalid`, `template.changed` when somebody else saved one since `basedOn` */
    async save({ basedOn, ...draft }: TemplateDraft & { basedOn: number }, { write, ...request }: TemplateWrite) {
      const { organizationId, userId } = request.caller;
      const { compiled } = await pressed(draft, request.caller);
      return write(request, async (_, sql) => {
        const content = { ...sourceOf(draft), ...compiled };
        const version = { content, createdBy: userId, restoredFrom: null, basedOn };
        if (!(await addVersion(sql, organizationId, draft, version))) throw templateChanged();
        return detail(sql, organizationId, draft);
      });
    },

    /** @throws `template.not_found` */
    async restore({ version, ...ref }: TemplateRef & { version: number }, { write, ...request }: TemplateWrite) {
      assertKnown(ref);
      const { organizationId, userId } = request.caller;
      return write(request, async (_, sql) => {
        const content = await readVersion(sql, organizationId, ref, version);
        if (!content) throw notFound('template');
        await addVersion(sql, organizationId, ref, {
          content,
          createdBy: userId,
          restoredFrom: version,
          basedOn: null,
        });
        return detail(sql, organizationId, ref);
      });
    },

    async reset(ref: TemplateRef, { write, ...request }: TemplateWrite) {
      assertKnown(ref);
      const { organizationId } = request.caller;
      return write(request, async (_, sql) => {
        await activate(sql, organizationId, ref, null);
        return detail(sql, organizationId, ref);
      });
    },

    /** One attempt over the channel that messages go through; what came of it is the answer. */
    async test(draft: TemplateDraft, caller: UserCaller): Promise<TestSent> {
      const { filled } = await pressed(draft, caller);
      const { organizationId, userId } = caller;
      const [user] = await db.tenant(organizationId, (sql) =>
        sql.query<{ email: string; name: string; business: string }>(ADDRESS, [organizationId, userId]),
      );
      if (!user) throw notFound('user');
      const handover = await handOver({
        messageId: `${randomUUIDv7()}.template-test@${origin.domain}`,
        createdAt: clock.now(),
        senderName: user.business,
        to: { name: user.name, address: user.email },
        replyTo: null,
        ...filled,
        subject: `[Test] ${filled.subject}`,
        calendar: null,
      });
      return handover.outcome === 'sent'
        ? { to: user.email, outcome: 'sent', channel: handover.channel, reason: '' }
        : { to: user.email, outcome: 'failed', channel: null, reason: handover.reason };
    },
  };
}

export type TemplatesService = ReturnType<typeof createTemplatesService>;

function assertKnown(ref: TemplateRef): void {
  if (!isTemplate(ref)) throw notFound('template');
}

const sourceOf = ({ subject, mjml, text }: TemplateSource): TemplateSource => ({ subject, mjml, text });

const isSame = (a: TemplateRef, b: TemplateRef): boolean =>
  a.kind === b.kind && a.recipient === b.recipient && a.locale === b.locale;

const summaryOf = (ref: TemplateRef, state: StateRow | undefined): TemplateSummary => ({
  ...ref,
  activeVersion: state?.activeVersion ?? null,
  latestVersion: state?.latestVersion ?? 0,
  savedAt: state?.savedAt?.toISOString() ?? null,
  failure:
    state?.failedId && state.failedAt
      ? { messageId: state.failedId, at: state.failedAt.toISOString(), problem: state.problem ?? '' }
      : null,
});
