import { defaultNamespace, retention } from './names.ts';

export type DevServerOptions = {
  /** Durable SQLite file. Copying it alone is no backup: with WAL the newest changes lie beside it. */
  readonly file: string;
  readonly port: number;
  /** Port of Temporal's web interface; left out: none. */
  readonly uiPort?: number;
  /** Address to listen on; 127.0.0.1 unless told, for the server asks nobody for a password. */
  readonly ip?: string;
  readonly namespace?: string;
};

/**
 * Arguments of the `temporal` program that start the development server with a durable file.
 * Without the two pragmas 20 bookings a second collapse (first activity after 8–54 s); with them p99 is below 1 s.
 */
export function devServerArguments(options: DevServerOptions): string[] {
  const { file, port, uiPort, ip = '127.0.0.1', namespace = defaultNamespace } = options;
  const face = uiPort === undefined ? ['--headless'] : ['--ui-ip', ip, '--ui-port', String(uiPort)];
  return [
    ...['server', 'start-dev', '--ip', ip, '--port', String(port), ...face],
    ...['--db-filename', file],
    ...['--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=normal'],
    ...['--namespace', namespace, '--log-level', 'warn'],
  ];
}

/** Arguments that raise the retention of the development server's namespace from its 24 hours. Safe to repeat. */
export function retentionArguments(address: string, namespace: string = defaultNamespace): string[] {
  return ['operator', 'namespace', 'update', '--address', address, '--namespace', namespace, '--retention', retention];
}
