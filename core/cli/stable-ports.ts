import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePort, isPortFree, nextFreePort } from './ports.ts';

const LOOPBACK = '127.0.0.1';
const TRIES = 4;

/** Ports of our own services on 127.0.0.1, the same at every start of a data directory as long as they are free. */
export type StablePorts = {
  /**
   * Calls `use` with the port of this name: the one of the last start, else the preferred one or the next free.
   * Loses it to another process in between, it is called again with another port.
   */
  with<T>(name: string, preferred: number, use: (port: number) => Promise<T>): Promise<T>;
};

export function createStablePorts(dataDir: string): StablePorts {
  const file = path.join(dataDir, 'ports.json');
  const known = read(file);
  const given = new Set<number>();

  const choose = async (name: string, preferred: number): Promise<number> => {
    const last = known[name];
    if (last !== undefined && !given.has(last) && (await isPortFree(last, LOOPBACK))) return last;
    const next = await nextFreePort(preferred, LOOPBACK);
    return next === undefined || given.has(next) ? freePort(LOOPBACK) : next;
  };

  return {
    async with(name, preferred, use) {
      for (let attempt = 1; ; attempt += 1) {
        const port = attempt < TRIES ? await choose(name, preferred) : await freePort(LOOPBACK);
        given.add(port);
        try {
          const result = await use(port);
          known[name] = port;
          writeFileSync(file, `${JSON.stringify(known)}\n`);
          return result;
        } catch (error) {
          if (attempt >= TRIES || (await isPortFree(port, LOOPBACK))) throw error;
        }
      }
    },
  };
}

function read(file: string): Record<string, number> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return {};
    throw error;
  }
}
