import { bookingSignal, bookingWorkflowId, taskQueues } from '@bookme/temporal-config';
import { Client, WorkflowNotFoundError } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker, type WorkerOptions } from '@temporalio/worker';
import { findTimeSkippingServer } from '../../test/support/time-skipping-server.ts';
import { createLifecycleActivities, type LifecyclePorts } from '../booking-lifecycle/activities.ts';
import { bundleWorkflows } from '../bundle.ts';
import { installQuietRuntime, quietLogger, testDataConverter } from './runtime.ts';

export const ORGANIZATION = '018f0000-0000-7000-8000-000000000001';

/** A server whose time is moved by `sleep` only. Its time is global: one environment per test file, tests in series. */
export async function startTimeSkipping() {
  installQuietRuntime();
  const path = await findTimeSkippingServer();
  const [env, workflowBundle] = await Promise.all([
    TestWorkflowEnvironment.createTimeSkipping({ server: { executable: { type: 'existing-path', path } } }),
    bundleWorkflows(testDataConverter, quietLogger),
  ]);
  let now = await env.currentTimeMs();
  const refresh = async (): Promise<void> => void (now = await env.currentTimeMs());
  // a client of our own: awaiting a result through env.client would skip ten years
  const client = new Client({ connection: env.connection, identity: 'test', dataConverter: testDataConverter });

  const runsById = new Map<string, Set<string>>();
  const handleOf = (id: string, runId?: string) =>
    client.workflow.getHandle(bookingWorkflowId(ORGANIZATION, id), runId);

  return {
    client,
    workflowBundle,
    /** Epoch ms of the server, as of the last sleep or activity. */
    now: () => now,
    refresh,
    async sleep(duration: number): Promise<void> {
      await env.sleep(duration);
      await refresh();
    },
    /** What the relay does with an outbox row, which it keeps and sends again when it is refused. */
    async tell(id: string, version: number): Promise<void> {
      const { workflow, options } = bookingSignal({ organizationId: ORGANIZATION, id, version });
      // this server refuses a signal that arrives while one run gives way to the next
      for (let refusals = 0; ; refusals++) {
        try {
          const { signaledRunId } = await client.workflow.signalWithStart(workflow, options);
          runsById.set(id, (runsById.get(id) ?? new Set()).add(signaledRunId));
          return;
        } catch (error) {
          if (!(error instanceof WorkflowNotFoundError) || refusals === 20) throw error;
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      }
    },
    /** The runs that were told something, oldest first. */
    runs: (id: string): string[] => [...(runsById.get(id) ?? [])],
    handle: handleOf,
    /**
     * A run left open would wake up in the next test, find no worker that knows it, and stop the time; so would one that
     * is terminated in the middle of a task. So it is terminated once it sleeps.
     */
    async endRuns(id: string): Promise<void> {
      for (const runId of runsById.get(id) ?? []) {
        const run = handleOf(id, runId);
        while ((await run.describe()).status.name === 'RUNNING') {
          const last = (await run.fetchHistory()).events?.at(-1);
          if (last?.timerStartedEventAttributes) await run.terminate('the test is over');
          else await new Promise((resolve) => setTimeout(resolve, 20));
        }
      }
    },
    /** Activities see the server's time, not the machine's. */
    async startWorker({ settle, runStep }: LifecyclePorts, options: Partial<WorkerOptions> = {}) {
      const worker = await Worker.create({
        connection: env.nativeConnection,
        identity: 'test',
        taskQueue: taskQueues.bookings,
        workflowBundle,
        dataConverter: testDataConverter,
        activities: createLifecycleActivities({
          settle: async (ref) => (await refresh(), settle(ref)),
          runStep: async (ref, step) => (await refresh(), runStep(ref, step)),
        }),
        ...options,
      });
      const running = worker.run();
      return async (): Promise<void> => {
        worker.shutdown();
        await running;
      };
    },
    stop: () => env.teardown(),
  };
}

export type TimeSkipping = Awaited<ReturnType<typeof startTimeSkipping>>;
