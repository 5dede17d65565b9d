import { chromium, type Browser } from 'playwright-core';
import { findChromium } from './chromium.ts';

/** Opens a headless browser that asks nobody outside for anything. Close it in `afterAll`. */
export const openBrowser = async (): Promise<Browser> =>
  chromium.launch({
    executablePath: await findChromium(),
    args: [
      '--no-sandbox', // containers run as root
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--font-render-hinting=none',
    ],
  });
