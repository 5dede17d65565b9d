import type { PluginHost, Provided } from '../../kernel/plugins/plugin-host.ts';
import {
  isPermanentDeliveryError,
  type ExtensionPoints,
  type MessageChannel,
  type OutgoingMessage,
} from '../../plugin-api/index.ts';

export type Handover =
  | { readonly outcome: 'sent'; readonly channel: string }
  /** By every channel, for good. */
  | { readonly outcome: 'refused'; readonly reason: string }
  | { readonly outcome: 'later'; readonly reason: string };

export type HandOver = (message: OutgoingMessage) => Promise<Handover>;
export type ChannelHost = Pick<PluginHost<ExtensionPoints>, 'providers' | 'failed'>;

const POINT = 'messages.channel';

/**
 * Channels that messages go through now, the first one first. A stand-in serves only where no other channel is meant to
 * be: while one that failed to start is being mended, mails wait for it and are not put into files instead.
 */
function channelsOf(host: ChannelHost): readonly Provided<MessageChannel>[] {
  const all = host.providers(POINT);
  const proper = all.filter(({ standIn }) => !standIn);
  if (proper.length > 0) return proper;
  return host.failed(POINT).length > 0 ? [] : all;
}

/** The plugin that messages go through first; null: there is none. */
export const channelName = (host: ChannelHost): string | null => channelsOf(host)[0]?.pluginId ?? null;

/**
 * Hands a message to the first channel. The next one is asked only after a refusal for good: after a failure the first
 * may have delivered all the same, and another channel would then deliver a second time. Never throws.
 */
export const createHandOver =
  (host: ChannelHost): HandOver =>
  async (message) => {
    const refusals: string[] = [];
    for (const { pluginId, provider } of channelsOf(host)) {
      try {
        await provider.send(message);
        return { outcome: 'sent', channel: pluginId };
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        if (!isPermanentDeliveryError(error)) return { outcome: 'later', reason };
        refusals.push(`${pluginId}: ${reason}`);
      }
    }
    if (refusals.length > 0) return { outcome: 'refused', reason: refusals.join('; ') };
    const broken = host.failed(POINT);
    const why = broken.length > 0 ? `${broken.join(', ')} failed to start` : 'no channel for messages is active';
    return { outcome: 'later', reason: `waiting: ${why}` };
  };
