import type { Clock } from '../kernel/clock/clock.ts';
import { systemClock } from '../kernel/clock/clock.ts';
import type { PluginState } from '../kernel/plugins/plugin-host.ts';
import { runHooks, startPlugin } from '../kernel/plugins/start-plugin.ts';
import { extensionPoints, PLUGIN_API_VERSION, type ExtensionPoints } from '../plugin-api/index.ts';

export interface HostedPlugin {
  readonly state: PluginState;
  /** Lines that the plugin logged. */
  readonly logged: readonly string[];
  /** What it provides there, as BookMe would call it. @throws Error when it provides nothing there */
  readonly provider: <Point extends keyof ExtensionPoints>(point: Point) => ExtensionPoints[Point];
  readonly close: () => Promise<void>;
}

/**
 * Runs one plugin as BookMe would, for its own tests.
 *
 * @param folder the plugin's folder, absolute: usually `import.meta.dirname`
 * @param options environment variables, and a directory to keep files in
 */
export async function hostPlugin(
  folder: string,
  options: { env?: Readonly<Record<string, string>>; dataDir?: string; clock?: Clock } = {},
): Promise<HostedPlugin> {
  const logged: string[] = [];
  const note = (message: string, fields = {}): void => void logged.push(`${message} ${JSON.stringify(fields)}`);
  const host = {
    folder,
    env: options.env ?? {},
    dataDir: options.dataDir ?? '/nonexistent',
    clock: options.clock ?? systemClock,
    points: extensionPoints,
    apiVersion: PLUGIN_API_VERSION,
    log: { info: note, warn: note },
  };
  const { state, offers, hooks } = await startPlugin<ExtensionPoints>(folder, host);
  return {
    state,
    logged,
    provider<Point extends keyof ExtensionPoints>(point: Point): ExtensionPoints[Point] {
      const offer = offers.find((candidate) => candidate.point === point);
      if (!offer) throw new Error(`${state.id} is ${state.status} and provides no ${point}. ${state.reason}`);
      return offer.provided.provider as ExtensionPoints[Point];
    },
    close: () => runHooks(state.id, hooks, host),
  };
}
