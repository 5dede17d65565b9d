import path from 'node:path';
import { guardProvider } from './guard-provider.ts';
import { loadPlugin, type AnyPlugin } from './load-plugin.ts';
import { createPluginContext } from './plugin-context.ts';
import type { PluginHostOptions, PluginState, Provided } from './plugin-host.ts';
import type { PluginLog, Points, ProvideOptions } from './plugin.ts';
import { readOptions, secretsOf } from './read-options.ts';
import { createRedact, type Redact } from './redact.ts';
import { withinLimit } from './time-limit.ts';

export interface Offer {
  readonly point: string;
  readonly priority: number;
  readonly provided: Provided<object>;
}
type Hook = () => void | Promise<void>;
type Running = { readonly state: PluginState; readonly offers: readonly Offer[]; readonly hooks: readonly Hook[] };

const TEN_SECONDS = 10_000;

/** Loads one plugin and sets it up. Never throws: what went wrong is its state. */
export async function startPlugin<P extends Points>(folder: string, options: PluginHostOptions<P>): Promise<Running> {
  const id = path.basename(folder);
  let redact: Redact = (text) => text;
  let plugin: AnyPlugin<P> | undefined;
  const patience = options.patienceMs ?? TEN_SECONDS;
  const asState = (status: PluginState['status'], reason = ''): PluginState =>
    Object.freeze({
      id,
      name: plugin?.name ?? id,
      status,
      reason: redact(reason),
      permissions: plugin?.permissions ?? [],
    });
  const hooks: Hook[] = [];
  try {
    plugin = await withinLimit(patience, 'loading it', () => loadPlugin<P>(folder, options.apiVersion));
    redact = createRedact(secretsOf(plugin, options.env));
    const read = readOptions(plugin, options.env);
    if (read.status === 'absent') return { state: asState('inactive', read.reason), offers: [], hooks };
    if (read.status === 'wrong') return { state: asState('failed', read.reason), offers: [], hooks };
    const offers = await setUp(plugin, read.options, { ...options, redact, hooks, patience });
    return { state: asState('active'), offers, hooks };
  } catch (error) {
    await runHooks(id, hooks, options); // what it had opened before it failed
    return { state: asState('failed', error instanceof Error ? error.message : String(error)), offers: [], hooks: [] };
  }
}

type SetUp<P extends Points> = PluginHostOptions<P> & { redact: Redact; hooks: Hook[]; patience: number };

async function setUp<P extends Points>(
  plugin: AnyPlugin<P>,
  values: Readonly<Record<string, unknown>>,
  { points, redact, hooks, patience, ...rest }: SetUp<P>,
): Promise<readonly Offer[]> {
  const offers: Offer[] = [];
  let over = false;
  const take = (point: keyof P & string, provider: object, { priority, standIn }: Required<ProvideOptions>): void => {
    if (over) throw new Error('setup is over');
    const guard = { pluginId: plugin.id, point, rules: points[point], redact };
    offers.push({
      point,
      priority,
      provided: { pluginId: plugin.id, provider: guardProvider(provider, guard), standIn },
    });
  };
  const log: PluginLog = {
    info: (message, fields) => rest.log.info(message, { ...fields, plugin: plugin.id }),
    warn: (message, fields) => rest.log.warn(message, { ...fields, plugin: plugin.id }),
  };
  const parts = { ...rest, points, redact, log, take, permissions: plugin.permissions, options: values };
  const context = createPluginContext<P>({ ...parts, onClose: (hook) => void hooks.push(hook) });
  try {
    await withinLimit(patience, 'its setup', () => plugin.setup(context));
  } finally {
    over = true;
  }
  return offers;
}

/** Last one first. What goes wrong is logged. */
export async function runHooks<P extends Points>(
  id: string,
  hooks: readonly Hook[],
  options: PluginHostOptions<P>,
): Promise<void> {
  for (const hook of hooks.toReversed()) {
    try {
      await withinLimit(options.patienceMs ?? TEN_SECONDS, 'closing it', hook);
    } catch (error) {
      options.log.warn('plugin did not close cleanly', { plugin: id, reason: String(error) });
    }
  }
}
