import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../clock/clock.ts';
import type { Permission, PluginContext, PluginLog, PointRules, Points, ProvideOptions } from './plugin.ts';
import type { Redact } from './redact.ts';

export interface ContextParts<P extends Points> {
  readonly permissions: readonly Permission[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly points: Readonly<Record<keyof P, PointRules>>;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: PluginLog;
  readonly redact: Redact;
  readonly take: (point: keyof P & string, provider: object, options: Required<ProvideOptions>) => void;
  readonly onClose: (hook: () => void | Promise<void>) => void;
}

/** The facades that a plugin is given, each behind its permission. */
export function createPluginContext<P extends Points>(parts: ContextParts<P>): PluginContext<P, never> {
  const demand = (permission: Permission): void => {
    if (!parts.permissions.includes(permission)) throw new Error(`it lacks the permission ${permission}`);
  };
  return {
    options: parts.options as never,
    clock: parts.clock,
    log: redactedLog(parts.log, parts.redact),
    provide(point, provider, { priority = 0, standIn = false } = {}) {
      if (!Object.hasOwn(parts.points, point)) throw new Error(`there is no extension point ${String(point)}`);
      demand(parts.points[point].permission);
      parts.take(point as keyof P & string, provider as object, { priority, standIn });
    },
    async http(url, init) {
      const target = new URL(url);
      demand(`http:${target.host}`);
      if (target.protocol !== 'https:' && !isLoopback(target.hostname)) throw new Error('it may only call https');
      return fetch(target, { ...init, redirect: 'error' });
    },
    async files(folder) {
      demand(`files:${folder}`);
      const directory = path.join(parts.dataDir, folder);
      await mkdir(directory, { recursive: true, mode: 0o700 });
      return directory;
    },
    onClose: parts.onClose,
  };
}

const isLoopback = (hostname: string): boolean => ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);

const redactedLog = (log: PluginLog, redact: Redact): PluginLog => {
  const clean = (fields: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> =>
    JSON.parse(redact(JSON.stringify(fields))) as Record<string, unknown>;
  return {
    info: (message, fields) => log.info(redact(message), clean(fields)),
    warn: (message, fields) => log.warn(redact(message), clean(fields)),
  };
};
