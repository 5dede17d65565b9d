import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freePort } from './ports.ts';
import { createStablePorts } from './stable-ports.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'bookme-ports-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const same = async (port: number): Promise<number> => port;

it('gives a service the port of the last start again', async () => {
  const preferred = await freePort();
  const first = await createStablePorts(dataDir).with('postgres', preferred, same);
  expect(await createStablePorts(dataDir).with('postgres', await freePort(), same)).toBe(first);
});

it('never gives one port to two services', async () => {
  const ports = createStablePorts(dataDir);
  const preferred = await freePort();
  expect(await ports.with('temporal', preferred, same)).not.toBe(await ports.with('temporal-ui', preferred, same));
});

it('tries another port when the chosen one was lost to another process meanwhile', async () => {
  const server = createServer();
  const tried: number[] = [];
  const port = await createStablePorts(dataDir).with('postgres', await freePort(), async (offered) => {
    tried.push(offered);
    if (tried.length > 1) return offered;
    await once(server.listen(offered, '127.0.0.1'), 'listening');
    throw new Error('address in use');
  });
  expect(tried[0]).toBe((server.address() as AddressInfo).port);
  expect(port).not.toBe(tried[0]);
  server.close();
});

it('lets a failure rise that has nothing to do with the port', async () => {
  const ports = createStablePorts(dataDir);
  const broken = ports.with('postgres', await freePort(), () => Promise.reject(new Error('disk full')));
  await expect(broken).rejects.toThrow('disk full');
});
