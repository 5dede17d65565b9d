import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { loadConfig } from '../kernel/config/config.ts';
import { choosePort } from './web-port.ts';

const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

async function takenPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

it('refuses a PORT that was set and is taken, and says so', async () => {
  const port = await takenPort();
  const config = loadConfig({ HOST: '127.0.0.1', PORT: String(port) });
  await expect(choosePort(config)).rejects.toThrow(`PORT is ${port}, but another program listens there`);
});

it('takes the next free port when the default one is taken, and says so', async () => {
  const port = await takenPort();
  const config = { ...loadConfig({ HOST: '127.0.0.1' }), port };
  const chosen = await choosePort(config);
  expect(chosen.port).toBeGreaterThan(port);
  expect(chosen.note).toContain(`Port ${port} is taken by another program: using ${chosen.port}`);
});

it('asks the kernel for a port when PORT is 0', async () => {
  const { port, note } = await choosePort(loadConfig({ HOST: '127.0.0.1', PORT: '0' }));
  expect(port).toBeGreaterThan(0);
  expect(note).toBeUndefined();
});
