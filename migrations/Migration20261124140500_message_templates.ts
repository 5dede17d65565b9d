import { Migration } from '@mikro-orm/migrations';

/**
 * Messages in an owner's own words. A template has versions that never change; one of them is in use, or none: then the
 * built-in text is. A message says which one it was written by, and what went wrong with it.
 */
export class Migration20261124140500_message_templates extends Migration {
  override up(): void {
    this.addSql(`
      create table message_templates (
        organization_id uuid not null references organizations (id),
        kind text not null check (length(kind) <= 60),
        recipient text not null check (length(recipient) <= 20),
        -- Language, such as 'de'.
        locale text not null check (length(locale) <= 20),
        -- Null: the built-in text.
        active_version integer,
        latest_version integer not null,
        primary key (organization_id, kind, recipient, locale)
      )`);
    this.addSql(`
      create table message_template_versions (
        organization_id uuid not null,
        kind text not null,
        recipient text not null,
        locale text not null,
        version integer not null check (version > 0),
        subject text not null,
        mjml text not null,
        -- Null: derived from the MJML.
        body_text text,
        -- What the two were compiled to when they were saved: Liquid alone.
        html text not null,
        plain text not null,
        restored_from integer,
        created_by uuid not null,
        created_at timestamptz not null default now(),
        primary key (organization_id, kind, recipient, locale, version),
        foreign key (organization_id, kind, recipient, locale) references message_templates,
        foreign key (organization_id, created_by) references users (organization_id, id)
      )`);
    this.addSql(`
      alter table message_templates add foreign key (organization_id, kind, recipient, locale, active_version)
        references message_template_versions (organization_id, kind, recipient, locale, version)`);
    this.addSql(`revoke update, delete on message_template_versions from bookme_app`);
    for (const table of ['message_templates', 'message_template_versions']) this.addSql(`call wall_tenant('${table}')`);

    this.addSql(`
      alter table messages
        add column template_kind text,
        add column template_locale text,
        add column template_version integer,
        -- Why the built-in text was sent instead; empty: it was not.
        add column template_problem text not null default ''`);
    this.addSql(`
      create index messages_template_problems on messages (organization_id, template_kind, recipient, template_locale, created_at desc)
        where template_problem <> ''`);
  }
}
