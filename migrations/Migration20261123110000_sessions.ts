import { Migration } from '@mikro-orm/migrations';

/** Who a session belongs to, in one round trip: it is asked on every request of the team. */
export class Migration20261123110000_sessions extends Migration {
  override up(): void {
    this.addSql(`
      create function find_session(p_org uuid, p_token_hash bytea, p_now timestamptz)
      returns table (user_id uuid, name text, role text, staff_id uuid, csrf_token text, created_at timestamptz, expires_at timestamptz)
      language plpgsql as $$
      begin
        perform set_config('app.org', p_org::text, true);
        return query
          select u.id, u.name, u.role, u.staff_id, s.csrf_token, s.created_at, s.expires_at
          from sessions s join users u on u.organization_id = p_org and u.id = s.user_id
          where s.organization_id = p_org and s.token_hash = p_token_hash and s.expires_at > p_now and u.active;
      end $$`);
  }
}
