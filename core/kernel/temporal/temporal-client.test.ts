import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, it, vi } from 'vitest';
import { createTemporalClient, isTemporalOutage } from './temporal-client.ts';

const signal = {
  workflow: 'anything',
  options: { workflowId: 'one', taskQueue: 'queue', args: [], signal: 'news', signalArgs: [] },
};

async function failureAt(port: number): Promise<unknown> {
  const client = createTemporalClient({ address: `127.0.0.1:${port}`, namespace: 'bookme', dataConverter: {} });
  try {
    return await client.signalWithStart(signal).catch((error: unknown) => error);
  } finally {
    await client.close();
  }
}

/** A port where somebody answers the telephone and says nothing. */
async function withSilentServer<T>(use: (port: number) => Promise<T>): Promise<T> {
  const server = createServer((socket) => socket.on('error', () => socket.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use((server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
}

it('knows an outage when nobody listens', async () => {
  const port = await withSilentServer((free) => Promise.resolve(free)); // closed again: nobody is there
  expect(isTemporalOutage(await failureAt(port))).toBe(true);
});

it('gives up on a server that does not answer', async () => {
  expect(isTemporalOutage(await withSilentServer(failureAt))).toBe(true);
});

it('takes a refusal of one call for what it is', () => {
  const refused = new Error('bad', { cause: Object.assign(new Error('3 INVALID_ARGUMENT'), { code: 3 }) });
  expect(isTemporalOutage(refused)).toBe(false);
  expect(isTemporalOutage(new Error('no workflow listens to this topic'))).toBe(false);
  expect(isTemporalOutage(undefined)).toBe(false);
});

it('opens no connection before it is used', async () => {
  const onConnection = vi.fn();
  const server = createServer(onConnection);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = createTemporalClient({ address: `127.0.0.1:${port}`, namespace: 'bookme', dataConverter: {} });
  await new Promise((resolve) => setTimeout(resolve, 50));
  await client.close();
  server.close();
  expect(onConnection).not.toHaveBeenCalled();
});
