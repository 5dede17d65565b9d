import type { Sql, Statement } from '../../../kernel/db/db.ts';
import type { CompiledTemplate, TemplateSource } from './compile-template.ts';
import type { TemplateRef } from './template-kinds.ts';

interface TemplateState {
  /** Null: the built-in text. */
  readonly activeVersion: number | null;
  readonly latestVersion: number;
}

export type StoredVersion = TemplateSource & CompiledTemplate & { readonly version: number };

const KEY = 'organization_id = $1 and kind = $2 and recipient = $3 and locale = $4';
const STATES: Statement = {
  name: 'template_states',
  text: `
    select t.kind, t.recipient, t.locale, t.active_version as "activeVersion", t.latest_version as "latestVersion",
      v.created_at as "savedAt", f.id as "failedId", f.created_at as "failedAt", f.template_problem as problem
    from message_templates t
    left join message_template_versions v on v.organization_id = t.organization_id and v.kind = t.kind
      and v.recipient = t.recipient and v.locale = t.locale and v.version = t.active_version
    left join lateral (
      select m.id, m.created_at, m.template_problem from messages m
      where m.organization_id = t.organization_id and m.template_kind = t.kind and m.recipient = t.recipient
        and m.template_locale = t.locale and m.template_version = t.active_version and m.template_problem <> ''
      order by m.created_at desc limit 1) f on true
    where t.organization_id = $1`,
};
const STATE: Statement = {
  name: 'template_state',
  text: `select active_version as "activeVersion", latest_version as "latestVersion" from message_templates where ${KEY}`,
};
const VERSION: Statement = {
  name: 'template_version',
  text: `select version, subject, mjml, body_text as text, html, plain from message_template_versions where ${KEY} and version = $5`,
};
const VERSIONS: Statement = {
  name: 'template_versions',
  text: `
    select v.version, v.subject, v.restored_from as "restoredFrom", v.created_at as "createdAt", u.name as "createdBy"
    from message_template_versions v
    join users u on u.organization_id = v.organization_id and u.id = v.created_by
    where v.organization_id = $1 and v.kind = $2 and v.recipient = $3 and v.locale = $4
    order by v.version desc limit 100`,
};
// Whoever comes second finds another latest version, and writes nothing.
const RAISE: Statement = {
  name: 'raise_template',
  text: `
    insert into message_templates (organization_id, kind, recipient, locale, latest_version) values ($1, $2, $3, $4, 1)
    on conflict (organization_id, kind, recipient, locale)
      do update set latest_version = message_templates.latest_version + 1
      where $5::integer is null or message_templates.latest_version = $5
    returning latest_version as version`,
};
const INSERT: Statement = {
  name: 'insert_template_version',
  text: `
    insert into message_template_versions (organization_id, kind, recipient, locale, version, subject, mjml, body_text, html,
      plain, restored_from, created_by)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
};
const ACTIVATE: Statement = {
  name: 'activate_template',
  text: `update message_templates set active_version = $5 where ${KEY}`,
};
const IN_USE: Statement = {
  name: 'template_in_use',
  text: `
    select v.version, v.subject, v.html, v.plain from message_templates t
    join message_template_versions v on v.organization_id = t.organization_id and v.kind = t.kind
      and v.recipient = t.recipient and v.locale = t.locale and v.version = t.active_version
    where t.organization_id = $1 and t.kind = $2 and t.recipient = $3 and t.locale = $4`,
};

export interface StateRow extends TemplateRef, TemplateState {
  readonly savedAt: Date | null;
  readonly failedId: string | null;
  readonly failedAt: Date | null;
  readonly problem: string | null;
}

interface VersionRow {
  readonly version: number;
  readonly subject: string;
  readonly restoredFrom: number | null;
  readonly createdAt: Date;
  readonly createdBy: string;
}

export type TemplateInUse = Pick<StoredVersion, 'version' | 'subject' | 'html' | 'plain'>;

const keyOf = (organizationId: string, { kind, recipient, locale }: TemplateRef) => [
  organizationId,
  kind,
  recipient,
  locale,
];

export const readStates = (sql: Sql, organizationId: string) => sql.query<StateRow>(STATES, [organizationId]);

export async function readState(sql: Sql, organizationId: string, ref: TemplateRef): Promise<TemplateState> {
  const [state] = await sql.query<TemplateState>(STATE, keyOf(organizationId, ref));
  return state ?? { activeVersion: null, latestVersion: 0 };
}

export async function readVersion(
  sql: Sql,
  organizationId: string,
  ref: TemplateRef,
  version: number,
): Promise<StoredVersion | undefined> {
  const [found] = await sql.query<StoredVersion>(VERSION, [...keyOf(organizationId, ref), version]);
  return found;
}

export const readVersions = (sql: Sql, organizationId: string, ref: TemplateRef) =>
  sql.query<VersionRow>(VERSIONS, keyOf(organizationId, ref));

/** What a message is written by. Undefined: the built-in text. */
export async function templateInUse(
  sql: Sql,
  organizationId: string,
  ref: TemplateRef,
): Promise<TemplateInUse | undefined> {
  const [found] = await sql.query<TemplateInUse>(IN_USE, keyOf(organizationId, ref));
  return found;
}

/** Null: back to the built-in text. */
export const activate = (sql: Sql, organizationId: string, ref: TemplateRef, version: number | null) =>
  sql.query(ACTIVATE, [...keyOf(organizationId, ref), version]);

export interface NewVersion {
  readonly content: TemplateSource & CompiledTemplate;
  readonly createdBy: string;
  readonly restoredFrom: number | null;
  /** The latest version that the writer knew; null: whichever it is. */
  readonly basedOn: number | null;
}

/** Adds a version and puts it to use. False: somebody else has added one since, and nothing is written. */
export async function addVersion(
  sql: Sql,
  organizationId: string,
  ref: TemplateRef,
  { content, createdBy, restoredFrom, basedOn }: NewVersion,
): Promise<boolean> {
  const key = keyOf(organizationId, ref);
  if (basedOn !== null && basedOn > 0 && (await readState(sql, organizationId, ref)).latestVersion === 0) return false;
  const [raised] = await sql.query<{ version: number }>(RAISE, [...key, basedOn]);
  if (!raised) return false;
  const { subject, mjml, text, html, plain } = content;
  await sql.query(INSERT, [...key, raised.version, subject, mjml, text, html, plain, restoredFrom, createdBy]);
  await activate(sql, organizationId, ref, raised.version);
  return true;
}
