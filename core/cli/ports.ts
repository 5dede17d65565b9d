import { createServer } from 'node:net';

/** A port that is free now. It is asked of the kernel, which does not give the same one again soon. */
export function freePort(host = '127.0.0.1'): Promise<number> {
  return listenOnce(0, host);
}

/** Whether a server could listen there now. */
export async function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  try {
    await listenOnce(port, host);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE' || code === 'EACCES') return false;
    throw error;
  }
}

/** The first free port from `first` upwards, at most `tries` of them. Undefined when all are taken. */
export async function nextFreePort(first: number, host: string, tries = 50): Promise<number | undefined> {
  for (let port = first; port < first + tries && port < 65_536; port += 1) {
    if (await isPortFree(port, host)) return port;
  }
  return undefined;
}

function listenOnce(port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      const bound = typeof address === 'object' && address ? address.port : port;
      server.close(() => resolve(bound));
    });
  });
}
