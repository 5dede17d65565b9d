import { bookingSignal } from '@bookme/temporal-config';
import { createDataConverter } from '@bookme/temporal-config/data-converter';
import type { Runtime } from './app.ts';
import type { OutboxRow } from './kernel/outbox/outbox-rows.ts';
import { createReconciler, startReconciler } from './kernel/outbox/reconciler.ts';
import { startRelay } from './kernel/outbox/relay.ts';
import { createTemporalClient, isTemporalOutage, type SignalWithStart } from './kernel/temporal/temporal-client.ts';
import { createLifecycleModule } from './modules/bookings/lifecycle/lifecycle.module.ts';

/** Topic of an outbox row → which workflow has to hear of it. */
const signals: Record<string, (row: OutboxRow) => SignalWithStart> = {
  booking: ({ organizationId, subjectId, version }) => bookingSignal({ organizationId, id: subjectId, version }),
};

function signalOf(row: OutboxRow): SignalWithStart {
  const signal = signals[row.topic];
  if (!signal) throw new Error(`no workflow listens to the topic ${row.topic}`);
  return signal(row);
}

export interface RelayPace {
  readonly perSecond: number;
  readonly atOnce: number;
}

/** What a worker process runs besides its queues, and what its activities call. */
export function createBackground({ config, db, messages, clock, zones, changes, log }: Runtime) {
  const dataConverter = createDataConverter(config.secret);
  return {
    dataConverter,
    /** The ports of the booking lifecycle's activities. */
    lifecycle: createLifecycleModule({ db, messages, clock, zones, changes, log }),

    /** From fact to workflow: outbox relay and reconciler. Needs no Temporal to start. */
    startRelay(pace: RelayPace): { stop(): Promise<void> } {
      const temporal = createTemporalClient({
        address: config.temporalAddress,
        namespace: config.temporalNamespace,
        dataConverter,
      });
      const relay = startRelay({
        db,
        dispatch: (row) => temporal.signalWithStart(signalOf(row)),
        isOutage: isTemporalOutage,
        log,
        pace,
      });
      const unsubscribe = changes.subscribe((change) => {
        if (change === 'gap' || change.kind !== 'rules') relay.poke();
      });
      const reconciling = startReconciler(createReconciler(db), { log, onOpened: relay.poke });
      return {
        async stop() {
          unsubscribe();
          await Promise.all([relay.stop(), reconciling.stop()]);
          await temporal.close();
        },
      };
    },
  };
}

export type Background = ReturnType<typeof createBackground>;
