import type { z } from 'zod';
import { PLUGIN_MARK, type PluginDefinition } from '../kernel/plugins/plugin.ts';
import type { ExtensionPoints } from './points.ts';

/**
 * Declares a plugin: the default export of `plugins/<id>/plugin.ts`. The host imports it at start, checks it, reads
 * its options and calls `setup`. A plugin whose required options are not set is inactive; one that throws or hangs is
 * failed. Neither stops BookMe.
 *
 * @example
 * export default definePlugin({
 *   id: 'sms-messages',
 *   name: 'Text messages',
 *   api: '^1',
 *   permissions: ['messages', 'http:api.example.com'],
 *   options: z.object({ token: secret() }),
 *   env: { token: 'SMS_TOKEN' },
 *   setup({ options, http, provide }) {
 *     provide('messages.channel', createSmsChannel(options.token, http), { priority: 50 });
 *   },
 * });
 */
export const definePlugin = <Schema extends z.ZodObject>(
  plugin: PluginDefinition<ExtensionPoints, Schema>,
): PluginDefinition<ExtensionPoints, Schema> => Object.freeze(Object.assign({ [PLUGIN_MARK]: true }, plugin));
