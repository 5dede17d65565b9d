import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../clock/clock.ts';
import type { PluginLog, PointRules, Points } from './plugin.ts';
import type { Env } from './read-options.ts';
import { runHooks, startPlugin, type Offer } from './start-plugin.ts';

export interface PluginHostOptions<P extends Points> {
  /** Folder of the plugin folders. One that does not exist holds none. */
  readonly folder: string;
  /** Where plugins keep files; absolute. */
  readonly dataDir: string;
  /** Environment that options are read from. */
  readonly env: Env;
  /** The extension points and the version of the API that has them. */
  readonly points: Readonly<Record<keyof P, PointRules>>;
  readonly apiVersion: string;
  readonly clock: Clock;
  readonly log: PluginLog;
  /** Milliseconds that a plugin may take to load, to set up and to close, each; 10 s unless told. */
  readonly patienceMs?: number;
}

export interface PluginState {
  /** Name of the folder, which is the plugin's id. */
  readonly id: string;
  readonly name: string;
  /** inactive: an option is not set. failed: it threw, hung or is not valid. */
  readonly status: 'active' | 'inactive' | 'failed';
  /** One sentence for the admin: what to set, or what went wrong. Empty when active. Holds no secrets. */
  readonly reason: string;
  readonly permissions: readonly string[];
}

export interface Provided<Provider> {
  readonly pluginId: string;
  readonly provider: Provider;
  readonly standIn: boolean;
}

export interface PluginHost<P extends Points> {
  /** Every plugin found, by id. */
  list(): readonly PluginState[];
  /** Those of active plugins: by priority, highest first; stand-ins last. */
  providers<Point extends keyof P>(point: Point): readonly Provided<P[Point]>[];
  /** Ids of failed plugins that would have provided this point. */
  failed(point: keyof P): readonly string[];
  /** Runs the closing hooks. Never throws: what goes wrong is logged. */
  close(): Promise<void>;
}

/** Finds and starts the plugins. Never throws for what a plugin does: the failed one is reported, the rest runs. */
export async function createPluginHost<P extends Points>(options: PluginHostOptions<P>): Promise<PluginHost<P>> {
  const folders = await pluginFolders(options.folder);
  const running = await Promise.all(folders.map((folder) => startPlugin(folder, options)));
  const offers = running.flatMap(({ offers }) => offers).toSorted(inOrder);
  const states = running.map(({ state }) => state);
  for (const { id, status, reason } of states) {
    if (status === 'failed') options.log.warn('plugin failed', { plugin: id, reason });
  }
  return {
    list: () => states,
    providers: <Point extends keyof P>(point: Point) =>
      offers.filter((offer) => offer.point === point).map(({ provided }) => provided as Provided<P[Point]>),
    failed: (point) =>
      states
        .filter(
          ({ status, permissions }) => status === 'failed' && permissions.includes(options.points[point].permission),
        )
        .map(({ id }) => id),
    async close() {
      for (const { state, hooks } of running) await runHooks(state.id, hooks, options);
    },
  };
}

async function pluginFolders(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const candidates = names.toSorted((a, b) => a.localeCompare(b)).map((name) => path.join(folder, name));
  return candidates.filter((candidate) => existsSync(path.join(candidate, 'plugin.ts')));
}

const inOrder = (a: Offer, b: Offer): number =>
  Number(a.provided.standIn) - Number(b.provided.standIn) ||
  b.priority - a.priority ||
  a.provided.pluginId.localeCompare(b.provided.pluginId);
