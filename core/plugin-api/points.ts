import type { PointRules } from '../kernel/plugins/plugin.ts';
import type { MessageChannel } from './messages-channel.ts';
import type { PaymentProvider } from './payments-provider.ts';

/** The extension points of this version: name → what a plugin provides there. */
export interface ExtensionPoints {
  'messages.channel': MessageChannel;
  'payments.provider': PaymentProvider;
}

type Rules<Provider> = PointRules & { readonly methods: { readonly [Name in keyof Provider]: number } };

const HALF_A_MINUTE = 30_000;

/** Time limits in milliseconds, and the permission that each point asks for. */
export const extensionPoints: { readonly [Point in keyof ExtensionPoints]: Rules<ExtensionPoints[Point]> } = {
  'messages.channel': { permission: 'messages', methods: { send: HALF_A_MINUTE } },
  'payments.provider': {
    permission: 'payments',
    methods: { authorise: HALF_A_MINUTE, fetch: HALF_A_MINUTE, refund: HALF_A_MINUTE },
  },
};
