import type { Config } from '../kernel/config/config.ts';
import { freePort, isPortFree, nextFreePort } from './ports.ts';
import { StartupError } from './startup-error.ts';

/**
 * The port of the web server: as set, else 3000 or the next free one, with a word about it.
 * @throws StartupError when the one that was set is taken
 */
export async function choosePort({ port, portIsSet, host }: Config): Promise<{ port: number; note?: string }> {
  if (port === 0) return { port: await freePort(host) };
  if (await isPortFree(port, host)) return { port };
  if (portIsSet) {
    throw new StartupError(
      `PORT is ${port}, but another program listens there already. Stop that one, or set another PORT.`,
    );
  }
  const next = await nextFreePort(port + 1, host);
  if (next === undefined) throw new StartupError(`Ports ${port} and upwards are all taken. Set PORT to a free one.`);
  return { port: next, note: `Port ${port} is taken by another program: using ${next} (set PORT to choose)` };
}
