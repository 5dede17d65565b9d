import type { Db, Statement } from '../db/db.ts';
import type { Logger } from '../log/log.ts';

const ORGANIZATIONS: Statement = {
  name: 'list_organizations',
  text: `select organization_id as "organizationId" from directory where kind = 'organization' order by organization_id`,
};
const REOPEN: Statement = { name: 'reopen_bookings', text: 'select reopen_bookings($1, $2) as opened' };
const SWEEP_TENANT: Statement = { name: 'sweep_tenant', text: 'select sweep_tenant($1)' };
const SWEEP_OUTBOX: Statement = { name: 'sweep_outbox', text: 'select sweep_outbox()' };

/** Of one tenant and one run; the rest follows a minute later. */
const AT_MOST = 1_000;

export interface Reconciler {
  /** Puts bookings that were forgotten, or whose wake date has come, into the outbox again. Answers with how many. */
  reopen(): Promise<number>;
  /** Deletes dispatched outbox rows after 7 days, idempotency keys after 72 hours, holds and sessions that have expired. */
  sweep(): Promise<void>;
}

/** Repairs from PostgreSQL alone what was lost on the way to Temporal, or inside it. */
export function createReconciler(db: Db): Reconciler {
  const organizations = (): Promise<{ organizationId: string }[]> => db.query(ORGANIZATIONS);
  return {
    async reopen() {
      let opened = 0;
      for (const { organizationId } of await organizations()) {
        const [row] = await db.query<{ opened: number }>(REOPEN, [organizationId, AT_MOST]);
        opened += row?.opened ?? 0;
      }
      return opened;
    },
    async sweep() {
      for (const { organizationId } of await organizations()) await db.query(SWEEP_TENANT, [organizationId]);
      await db.query(SWEEP_OUTBOX);
    },
  };
}

export interface ReconcilerLoop {
  /** Finishes what is under way. */
  stop(): Promise<void>;
}

const MINUTE = 60_000;
const TURNS_PER_SWEEP = 60;

/** Every minute, beginning now; sweeps every hour. @param onOpened wakes the relay */
export function startReconciler(
  reconciler: Reconciler,
  { log, onOpened }: { log: Logger; onOpened: () => void },
): ReconcilerLoop {
  let stopped = false;
  let wake: () => void = () => {};

  async function turn(count: number): Promise<void> {
    try {
      const opened = await reconciler.reopen();
      if (opened > 0) {
        log.info({ opened }, 'bookings are looked at again');
        onOpened();
      }
      if (count % TURNS_PER_SWEEP === 0) await reconciler.sweep();
    } catch (error) {
      log.error({ err: error }, 'reconciling failed; it is tried again in a minute');
    }
  }

  async function run(): Promise<void> {
    for (let count = 0; !stopped; count++) {
      await turn(count);
      if (stopped) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, MINUTE);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
  const running = run();

  return {
    async stop() {
      stopped = true;
      wake();
      await running;
    },
  };
}
