import path from 'node:path';
import { pathToFileURL } from 'node:url';
import semver from 'semver';
import { z } from 'zod';
import { PLUGIN_MARK, type Permission, type PluginDefinition, type Points } from './plugin.ts';

export type AnyPlugin<P extends Points> = PluginDefinition<P, z.ZodObject>;

const PERMISSION = /^(messages|payments|network|http:[a-z0-9.-]+(:\d+)?|files:[a-z0-9][a-z0-9-]*)$/;

// Whoever has these has everything. (In the same process they can be stolen; they are not handed out.)
const OF_THE_KERNEL = /^(BOOKME_SECRET|BOOKME_ADMIN_\w+|DATABASE_\w+|TEMPORAL_\w+)$/;

const isFunction = (value: unknown): boolean => typeof value === 'function';
const isSchema = (value: unknown): boolean => value instanceof Object && 'shape' in value && 'safeParse' in value;

const Manifest = z.object({
  id: z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens'),
  name: z.string().min(1).max(80),
  api: z.string().refine((range) => semver.validRange(range) !== null, 'must be a range of versions such as ^1'),
  permissions: z.array(
    z.custom<Permission>((value) => typeof value === 'string' && PERMISSION.test(value), 'is unknown'),
  ),
  options: z.custom(isSchema, 'must be z.object({ … })'),
  env: z
    .record(
      z.string(),
      z.string().refine((name) => !OF_THE_KERNEL.test(name), 'is a setting that no plugin gets'),
    )
    .optional(),
  setup: z.custom(isFunction, 'must be a function'),
});

/**
 * Imports `<folder>/plugin.ts` and checks its manifest.
 *
 * @param apiVersion the host's version of the plugin API, such as 1.0.0
 * @throws Error that says what is wrong, or whatever the plugin's module throws
 */
export async function loadPlugin<P extends Points>(folder: string, apiVersion: string): Promise<AnyPlugin<P>> {
  const module = (await import(pathToFileURL(path.join(folder, 'plugin.ts')).href)) as { default?: unknown };
  const plugin = module.default;
  if (!(plugin instanceof Object && PLUGIN_MARK in plugin)) {
    throw new Error('plugin.ts must export default definePlugin({ … })');
  }
  const checked = Manifest.safeParse(plugin);
  if (!checked.success) {
    throw new Error(checked.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; '));
  }
  const { id, api } = checked.data;
  if (id !== path.basename(folder)) throw new Error(`its id is ${id}, but its folder is ${path.basename(folder)}`);
  if (!semver.satisfies(apiVersion, api)) {
    throw new Error(`it was made for version ${api} of the plugin API; this BookMe has ${apiVersion}`);
  }
  return plugin as unknown as AnyPlugin<P>;
}
