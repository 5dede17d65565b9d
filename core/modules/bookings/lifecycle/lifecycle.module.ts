import type { Clock } from '../../../kernel/clock/clock.ts';
import type { Db, Statement } from '../../../kernel/db/db.ts';
import type { Changes } from '../../../kernel/live/changes.ts';
import type { Logger } from '../../../kernel/log/log.ts';
import type { ZoneTables } from '../../availability/time/zone-table.domain.ts';
import { createAnnounce } from '../announce.ts';
import { findBooking } from '../booking-row.ts';
import type { FinishBooking, LifecycleMessages } from './lifecycle.ports.ts';
import { createLifecycle, type Lifecycle } from './lifecycle.service.ts';
import { createLifecycleStore } from './lifecycle.store.ts';

export interface LifecycleModuleDeps {
  db: Db;
  messages: LifecycleMessages;
  clock: Clock;
  changes: Changes;
  zones: ZoneTables;
  log: Logger;
}

// The same guarded act as the team's: somebody who marks a no-show at the same moment wins or loses by the version.
const COMPLETE: Statement = {
  name: 'lifecycle_complete',
  text: `select outcome from change_booking($1, null, null, null, null, $2, $3, 'completed', 'system', '', false)`,
};

const createFinish = ({ db, changes, zones }: LifecycleModuleDeps): FinishBooking => {
  const announce = createAnnounce({ changes, zones });
  return async ({ organizationId, id, version }) => {
    const [result] = await db.query<{ outcome: string }>(COMPLETE, [organizationId, id, version]);
    if (result?.outcome === 'done') announce(organizationId, await findBooking(db, organizationId, id));
  };
};

export function createLifecycleModule(deps: LifecycleModuleDeps): Lifecycle {
  const { db, messages, clock, log } = deps;
  return createLifecycle({
    store: createLifecycleStore(db, messages),
    deliver: messages.deliver,
    finish: createFinish(deps),
    clock,
    onOrphan: (ref) =>
      log.warn(ref, 'a lifecycle without a booking has ended: the database was restored or the booking erased'),
  });
}
