import { taskQueues } from '@bookme/temporal-config';
import type { DataConverter } from '@temporalio/common';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLifecycleActivities, type LifecyclePorts } from './booking-lifecycle/activities.ts';
import { bundleWorkflows } from './bundle.ts';
import { workerLog, type Log } from './worker-log.ts';

export interface TemporalWorkerOptions {
  /** host:port */
  address: string;
  namespace: string;
  dataConverter: DataConverter;
  lifecycle: LifecyclePorts;
  log: Log;
}

export interface TemporalWorker {
  /** `serving`: it takes work. `waiting`: Temporal cannot be reached; work is taken as soon as it can. */
  readonly ready: Promise<'serving' | 'waiting'>;
  /** Resolves after `stop`; rejects when the worker ends by itself or cannot end in time. */
  readonly ended: Promise<void>;
  /** Takes no more work, gives what runs ten seconds, and then cancels it. */
  stop(): void;
}

const PROBE_MS = 1_000;
const TRY_AGAIN_MS = 1_000;

/** Temporal may start after us, or be away for long: waits without end and says so once. Undefined: stopped meanwhile. */
async function whenThere(
  { address, namespace, log }: TemporalWorkerOptions,
  isStopping: () => boolean,
  onWaiting: () => void,
): Promise<NativeConnection | undefined> {
  let told = false;
  while (!isStopping()) {
    let connection: NativeConnection | undefined;
    try {
      const opened = await NativeConnection.connect({ address });
      connection = opened;
      // "serving" comes a little before the namespace answers
      await opened.withDeadline(Date.now() + PROBE_MS, () => opened.workflowService.describeNamespace({ namespace }));
      return opened;
    } catch (error) {
      if (!told)
        log.warn(
          { reason: String(error), address, namespace },
          'Temporal cannot be reached yet; the worker waits for it',
        );
      told = true;
      onWaiting();
      await connection?.close();
      await sleep(TRY_AGAIN_MS);
    }
  }
  return undefined;
}

/** Serves the task queues. Its bundle is built while it waits for Temporal. */
export function startTemporalWorker(options: TemporalWorkerOptions): TemporalWorker {
  const { namespace, dataConverter, lifecycle, log } = options;
  const logger = workerLog(log);
  Runtime.install({
    logger,
    shutdownSignals: [], // the process handles them and stops its parts in order
    // while Temporal is away every poller would report every try; who has to know hears it from the relay, once
    telemetryOptions: {
      logging: { filter: 'error,temporalio_sdk_core=warn,temporalio_client::retry=off', forward: {} },
    },
  });
  let stopping = false;
  let worker: Worker | undefined;
  const { promise: ready, resolve: isReady } = Promise.withResolvers<'serving' | 'waiting'>();

  async function run(): Promise<void> {
    const [connection, workflowBundle] = await Promise.all([
      whenThere(
        options,
        () => stopping,
        () => isReady('waiting'),
      ),
      bundleWorkflows(dataConverter, logger),
    ]);
    if (!connection) return;
    try {
      worker = await Worker.create({
        connection,
        namespace,
        dataConverter,
        workflowBundle,
        taskQueue: taskQueues.bookings,
        activities: createLifecycleActivities(lifecycle),
        maxCachedWorkflows: 500, // a smaller cache replays histories again and again: p99 doubles with ten
        maxConcurrentActivityTaskExecutions: 40,
        shutdownGraceTime: '10 seconds',
        shutdownForceTime: '20 seconds',
      });
      const running = worker.run();
      if (stopping) worker.shutdown(); // one that never ran could not let go of its connection
      isReady('serving');
      log.info({ taskQueue: taskQueues.bookings }, 'worker takes work');
      await running;
    } finally {
      await connection.close();
    }
  }
  const ended = run().then(() => {
    if (!stopping) throw new Error('the Temporal worker has ended by itself');
  });

  return {
    ready,
    ended,
    stop() {
      stopping = true;
      if (worker?.getState() === 'RUNNING') worker.shutdown();
    },
  };
}
