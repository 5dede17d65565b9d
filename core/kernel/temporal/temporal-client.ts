import { Client, Connection } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';

export interface TemporalOptions {
  /** host:port */
  address: string;
  namespace: string;
  dataConverter: DataConverter;
}

/** What is sent: started when no run of this id is open, signalled in any case, both in one step of the server. */
export interface SignalWithStart {
  readonly workflow: string;
  readonly options: {
    readonly workflowId: string;
    readonly taskQueue: string;
    readonly args: unknown[];
    readonly signal: string;
    readonly signalArgs: unknown[];
  };
}

const DEADLINE_MS = 2_000;
/** gRPC: deadline exceeded, resource exhausted, unavailable. */
const OUTAGE = new Set([4, 8, 14]);

/** Whether nobody can be reached at the moment, as opposed to this one call being refused. */
export function isTemporalOutage(error: unknown): boolean {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && OUTAGE.has(cause.code as number)) return true;
  }
  return false;
}

/**
 * For the relay. Connects when it is first used, fails within two seconds and tries nothing again: the outbox is the
 * retry. Without the two limits the channel would wait for up to two minutes after an outage.
 */
export function createTemporalClient({ address, namespace, dataConverter }: TemporalOptions) {
  const connection = Connection.lazy({
    address,
    interceptors: [],
    channelArgs: { 'grpc.initial_reconnect_backoff_ms': 200, 'grpc.max_reconnect_backoff_ms': 2_000 },
  });
  const client = new Client({ connection, namespace, dataConverter });
  return {
    async signalWithStart({ workflow, options }: SignalWithStart): Promise<void> {
      await client.withDeadline(Date.now() + DEADLINE_MS, () => client.workflow.signalWithStart(workflow, options));
    },
    close: (): Promise<void> => connection.close(),
  };
}
