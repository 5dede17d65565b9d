import { Migration } from '@mikro-orm/migrations';

/** Tenants and who belongs to them. Every tenant table is walled by `organization_id`; see docs/adr/0005. */
export class Migration20261123100000_tenants extends Migration {
  override up(): void {
    this.addSql(`create extension if not exists btree_gist`);
    this.addSql(`
      do $$
      begin
        if not exists (select from pg_roles where rolname = 'bookme_app') then create role bookme_app nologin; end if;
        if not exists (select from pg_roles where rolname = 'bookme_reporter') then create role bookme_reporter nologin; end if;
      end $$`);
    this.addSql(`grant usage on schema public to bookme_app, bookme_reporter`);
    this.addSql(
      `alter default privileges in schema public grant select, insert, update, delete on tables to bookme_app`,
    );
    this.addSql(`alter default privileges in schema public grant usage on sequences to bookme_app`);
    this.addSql(`alter default privileges in schema public grant select on tables to bookme_reporter`);

    // The tenant of the transaction, or null outside of one: then every policy is false.
    this.addSql(`
      create function current_organization() returns uuid language sql stable parallel safe
      return nullif(current_setting('app.org', true), '')::uuid`);
    this.addSql(`
      create procedure wall_tenant(table_name regclass, tenant_column text default 'organization_id') language plpgsql as $$
      begin
        execute format('alter table %s enable row level security', table_name);
        execute format('alter table %s force row level security', table_name);
        execute format(
          'create policy tenant on %s using (%I = nullif(current_setting(''app.org'', true), '''')::uuid) with check (%I = nullif(current_setting(''app.org'', true), '''')::uuid)',
          table_name, tenant_column, tenant_column);
      end $$`);

    this.addSql(`
      create table organizations (
        id uuid primary key,
        name text not null,
        locale text not null default 'en',
        created_at timestamptz not null default now()
      )`);
    this.addSql(`
      create table brands (
        organization_id uuid not null references organizations (id),
        id uuid not null,
        name text not null,
        accent text,
        primary key (organization_id, id)
      )`);
    this.addSql(`
      create table locations (
        organization_id uuid not null,
        id uuid not null,
        brand_id uuid not null,
        slug text not null,
        name text not null,
        description text not null default '',
        address text not null default '',
        phone text,
        email text,
        time_zone text not null,
        currency text not null,
        primary key (organization_id, id),
        unique (organization_id, slug),
        foreign key (organization_id, brand_id) references brands (organization_id, id)
      )`);

    // Resolves what is public (a slug, a service id, the digest of an e-mail) to its tenant. Holds no personal data, so it has no wall.
    this.addSql(`
      create table directory (
        kind text not null check (kind in ('organization', 'page', 'service', 'sign-in')),
        key text not null,
        organization_id uuid not null references organizations (id),
        target_id uuid not null,
        primary key (kind, key, organization_id, target_id)
      )`);
    this.addSql(
      `create unique index directory_public_key on directory (kind, key) where kind in ('organization', 'page', 'service')`,
    );

    this.addSql(`
      create table users (
        organization_id uuid not null references organizations (id),
        id uuid not null,
        email text not null,
        name text not null,
        role text not null check (role in ('owner', 'manager', 'staff')),
        locale text not null default 'en',
        password_hash text not null,
        staff_id uuid,
        active boolean not null default true,
        created_at timestamptz not null default now(),
        primary key (organization_id, id)
      )`);
    this.addSql(`create unique index users_email on users (organization_id, lower(email))`);
    this.addSql(`
      create table sessions (
        organization_id uuid not null,
        token_hash bytea not null,
        user_id uuid not null,
        csrf_token text not null,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        primary key (organization_id, token_hash),
        foreign key (organization_id, user_id) references users (organization_id, id) on delete cascade
      )`);
    this.addSql(`create index sessions_user on sessions (organization_id, user_id)`);

    this.addSql(`call wall_tenant('organizations', 'id')`);
    for (const table of ['brands', 'locations', 'users', 'sessions']) this.addSql(`call wall_tenant('${table}')`);
  }
}
