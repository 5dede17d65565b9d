import { OperationalError } from '../errors/errors.ts';
import { isDeclaredError, type PointRules } from './plugin.ts';
import type { Redact } from './redact.ts';
import { TimeLimitError, withinLimit } from './time-limit.ts';

export interface Guard {
  readonly pluginId: string;
  readonly point: string;
  readonly rules: PointRules;
  readonly redact: Redact;
}

type Method = (...args: readonly unknown[]) => unknown;

/**
 * A provider as the rest of BookMe sees it: only the methods of its extension point, each within its time limit.
 * What goes wrong in one becomes an operational error that names the plugin (`plugin.timed_out`, `plugin.failed`);
 * errors that the extension point declares pass as they are. Secret options are blotted out of both.
 *
 * @throws Error when a method is missing
 */
export function guardProvider<Provider extends object>(provider: Provider, guard: Guard): Provider {
  const methods = Object.entries(guard.rules.methods).map(([name, limitMs]) => {
    const method: unknown = Reflect.get(provider, name);
    if (typeof method !== 'function') throw new Error(`its provider of ${guard.point} has no method ${name}`);
    return [name, guarded(name, limitMs, method.bind(provider) as Method, guard)] as const;
  });
  return Object.freeze(Object.fromEntries(methods)) as Provider;
}

const guarded =
  (name: string, limitMs: number, method: Method, { pluginId, point, redact }: Guard): Method =>
  async (...args) => {
    const call = `${pluginId}: ${point} ${name}`;
    try {
      return await withinLimit(limitMs, call, () => method(...args));
    } catch (error) {
      if (error instanceof TimeLimitError) {
        throw new OperationalError('plugin.timed_out', { message: error.message, retryAfter: 10, cause: error });
      }
      const { message, cause } = blotted(error, redact);
      if (isDeclaredError(error)) throw Object.assign(error, { message, cause });
      throw new OperationalError('plugin.failed', { message: `${pluginId}: ${message}`, retryAfter: 10, cause });
    }
  };

/** The cause is a copy: libraries hang whole connection settings on their errors. */
function blotted(error: unknown, redact: Redact): { message: string; cause: Error } {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const cause = new Error(redact(message));
  cause.name = name;
  if (stack) cause.stack = redact(stack);
  return { message: cause.message, cause };
}
