import type { Db, Statement } from '../../kernel/db/db.ts';
import type { UserCaller } from '../../kernel/http/callers.ts';
import type { Readiness } from '../../kernel/http/health-routes.ts';
import { mountApi } from '../../kernel/http/mount-api.ts';
import { healthApi, type HealthView } from './health.contract.ts';

export interface HealthModuleDeps {
  db: Db;
  readiness: () => Promise<Readiness>;
  plugins: () => HealthView['plugins'];
  /** The channel that mail goes through now. */
  mailChannel: () => string | null;
}

const WAITING: Statement = {
  name: 'outbox_waiting_of',
  text: `select count(*)::int as waiting, coalesce(extract(epoch from now() - min(created_at)), 0)::int as "oldestSeconds"
    from outbox where dispatched_at is null and organization_id = $1`,
};
const FAILED: Statement = {
  name: 'messages_failed_of',
  text: `select count(*)::int as failed from messages where organization_id = $1 and status = 'failed' and created_at > now() - interval '30 days'`,
};

/** What the owner must know: what runs, what fails, what waits. */
export const createHealthModule = ({ db, readiness, plugins, mailChannel }: HealthModuleDeps) => ({
  routes: mountApi(healthApi, {
    async show({ caller }: { caller: UserCaller }): Promise<HealthView> {
      const { organizationId } = caller;
      const [{ database, workflows }, counts] = await Promise.all([
        readiness(),
        db.tenant(organizationId, async (sql) => {
          const [outbox] = await sql.query<HealthView['outbox']>(WAITING, [organizationId]);
          const [messages] = await sql.query<{ failed: number }>(FAILED, [organizationId]);
          return { outbox: outbox!, failed: messages!.failed };
        }),
      ]);
      return {
        plugins: plugins(),
        database: database === 'ok' ? 'ok' : 'down',
        workflows,
        outbox: counts.outbox,
        messages: { failed: counts.failed, channel: mailChannel() },
      };
    },
  }),
});
