import type { z } from 'zod';
import type { Clock } from '../clock/clock.ts';

/**
 * What a plugin asks for; the admin sees the list. `messages`, `payments`: may provide that extension point.
 * `http:<host>`: may call that host through `ctx.http`. `files:<folder>`: may keep files in `<data dir>/<folder>`.
 * `network`: opens connections of its own (SMTP and the like), which the host cannot see.
 */
export type Permission = 'messages' | 'payments' | 'network' | `http:${string}` | `files:${string}`;

/** The extension points of an API version: name → what a plugin provides there. Closed: there are no others. */
export type Points = object;

/** What the host enforces for one extension point. */
export interface PointRules {
  /** Needed to provide it. */
  readonly permission: Permission;
  /** Every method of a provider with its time limit in milliseconds; nothing else of a provider can be reached. */
  readonly methods: Readonly<Record<string, number>>;
}

export interface PluginLog {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

export interface ProvideOptions {
  /** Higher is asked first; 0 unless told. */
  readonly priority?: number;
  /** Asked only where nothing else is provided, such as mail written to files on a developer's machine. */
  readonly standIn?: boolean;
}

/** What `setup` works with. Nothing in it works without the permission that the manifest declares for it. */
export interface PluginContext<P extends Points, Options> {
  /** Validated by the manifest's schema. */
  readonly options: Options;
  readonly clock: Clock;
  /** Lines carry the plugin's id; secret options are blotted out. Write no personal data. */
  readonly log: PluginLog;
  /**
   * Offers a provider. Only during `setup`.
   * @throws Error when the permission is missing, a method is missing or setup is over
   */
  readonly provide: <Point extends keyof P>(point: Point, provider: P[Point], options?: ProvideOptions) => void;
  /**
   * `fetch` to the hosts declared as `http:<host>`; redirects are not followed.
   * @throws Error for any other host, and for http: outside of the own machine
   */
  readonly http: (url: string | URL, init?: RequestInit) => Promise<Response>;
  /**
   * Absolute path of `<data dir>/<folder>`, made if it is missing.
   * @throws Error without the permission `files:<folder>`
   */
  readonly files: (folder: string) => Promise<string>;
  /** Runs when the host closes, last one first, each with a time limit. */
  readonly onClose: (hook: () => void | Promise<void>) => void;
}

/** A plugin as it is written; see `definePlugin`. */
export interface PluginDefinition<P extends Points, Schema extends z.ZodObject> {
  /** Equal to the name of its folder: lower-case words joined by hyphens. */
  readonly id: string;
  /** For people, such as `Mail by SMTP`. */
  readonly name: string;
  /** Range of plugin API versions it works with, such as `^1` (semver). */
  readonly api: string;
  readonly permissions: readonly Permission[];
  /** What can be set. Mark what must never be shown with `secret()`. The admin form is drawn from it. */
  readonly options: Schema;
  /** Environment variables that set options: option → variable. Values arrive as text; use `z.coerce` for others. */
  readonly env?: Readonly<Partial<Record<keyof z.infer<Schema> & string, string>>>;
  /** Provides what the plugin is for. Runs once at start, within 10 s; open connections only when they are needed. */
  setup(ctx: PluginContext<P, z.output<Schema>>): void | Promise<void>;
}

/** Shared by every copy of the plugin API in a process, so a plugin may bring its own. */
export const PLUGIN_MARK = Symbol.for('bookme.plugin');

/** An error that is part of an extension point's contract: the host hands it on as it is. */
export const DECLARED_ERROR = Symbol.for('bookme.plugin.declared-error');

export const isDeclaredError = (error: unknown): error is Error => error instanceof Error && DECLARED_ERROR in error;
