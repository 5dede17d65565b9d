import { networkInterfaces } from 'node:os';
import type { Config } from '../kernel/config/config.ts';
import type { Prepared } from './prepare-database.ts';

export type BannerFacts = {
  readonly config: Config;
  readonly prepared: Prepared;
  /** Undefined with a Temporal server of one's own. */
  readonly temporalUi: string | undefined;
};

/** What the person at the terminal has been waiting for. */
export function banner({ config, prepared, temporalUi }: BannerFacts): string {
  const page = prepared.pageSlug === null ? '' : `/b/${prepared.pageSlug}`;
  const rows: (readonly [string, string] | undefined)[] = [
    page ? ['Booking page', config.baseUrl + page] : undefined,
    ...phoneAddresses(config).map((address) => ['on a phone', `${address}${page}  (same network)`] as const),
    ['Admin', `${config.baseUrl}/admin`],
    ['Sign in as', prepared.adminEmail],
    ['Password', password(config, prepared)],
    temporalUi ? ['Temporal UI', temporalUi] : ['Temporal', `${config.temporalAddress} (${config.temporalNamespace})`],
    [
      'Mail',
      config.smtpUrl
        ? `sent through ${new URL(config.smtpUrl).host}`
        : `${config.dataDir}/mail (files, until SMTP_URL is set)`,
    ],
    ['Data', config.dataDir],
  ];
  const lines = rows.filter((row) => row !== undefined).map(([label, value]) => `  ${label.padEnd(14)}${value}`);
  return `\nBookMe is ready.\n\n${lines.join('\n')}\n\nCtrl-C stops it.`;
}

function password(config: Config, { adminPassword }: Prepared): string {
  if (adminPassword !== undefined) return `${adminPassword}  (shown this once)`;
  if (config.adminPassword !== undefined) return 'as BOOKME_ADMIN_PASSWORD was at the first start';
  return 'as printed by the first start; a new one: npm run bookme reset-password';
}

/** Where a phone in the same network finds us, when we listen there and no other address is configured. */
function phoneAddresses({ host, port, baseUrlIsSet }: Config): string[] {
  if (baseUrlIsSet || (host !== '0.0.0.0' && host !== '::')) return [];
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .slice(0, 2)
    .map(({ address }) => `http://${address}:${port}`);
}
