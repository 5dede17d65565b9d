import { TestWorkflowEnvironment } from '@temporalio/testing';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheDir } from '../../core/cli/cache-dir.ts';
import { aptInstall, canUseApt, isExecutable, makeOnce, onPath, run, type Tell } from './install.ts';

// The release that was tried with our version of the SDK; it has every API that our workflow tests use.
const VERSION = '1.38.0';
const FIVE_MINUTES = 300_000;

/**
 * Path of an executable that is Temporal's time-skipping test server, for `createTimeSkipping({ server: { executable } })`.
 * Looked for in this order: `TEMPORAL_TEST_SERVER`, our cache, the SDK's own download, the published jars run by Java.
 *
 * @throws Error naming each way that was tried; there is no substitute without time skipping
 */
export async function findTimeSkippingServer(tell: Tell = () => {}): Promise<string> {
  const named = process.env['TEMPORAL_TEST_SERVER'];
  if (named) {
    if (isExecutable(named)) return named;
    throw new Error(`TEMPORAL_TEST_SERVER is ${named}, which is not an executable file.`);
  }
  const jars = path.join(cacheDir(), `temporal-test-server-${VERSION}`);
  const wrapper = path.join(jars, 'temporal-test-server');
  const downloads = path.join(cacheDir(), 'temporal-test-server-sdk');
  const kept = downloaded(downloads) ?? (isExecutable(wrapper) && onPath('java') ? wrapper : undefined);
  if (kept) return kept;

  const refusals: string[] = [];
  const attempt = async (way: string, make: () => Promise<string | undefined>): Promise<string | undefined> => {
    try {
      return await make();
    } catch (error) {
      refusals.push(`${way}: ${(error as Error).message.trim()}`);
      return undefined;
    }
  };
  const found =
    (await attempt("the SDK's download", () => download(downloads, tell))) ??
    (await attempt('the jars from Maven Central', async () => {
      await makeOnce(jars, (unfinished) => fetchJars(unfinished, tell));
      return wrapper;
    }));
  if (found) return found;
  throw new Error(`Temporal's time-skipping test server could not be found or fetched.\n${refusals.join('\n')}`);
}

const downloaded = (folder: string): string | undefined =>
  existsSync(folder)
    ? readdirSync(folder)
        .map((file) => path.join(folder, file))
        .find((file) => path.basename(file).startsWith('temporal-test-server') && isExecutable(file))
    : undefined;

/** The SDK offers its download only together with a running server, so one is started and ended for the file's sake. */
async function download(folder: string, tell: Tell): Promise<string | undefined> {
  tell('asking the Temporal SDK for its time-skipping server');
  mkdirSync(folder, { recursive: true });
  const executable = { type: 'cached-download', downloadDir: folder } as const;
  const environment = await TestWorkflowEnvironment.createTimeSkipping({ server: { executable } });
  await environment.teardown();
  return downloaded(folder);
}

async function fetchJars(folder: string, tell: Tell): Promise<void> {
  const missing = [onPath('java') ? [] : ['default-jre-headless'], onPath('mvn') ? [] : ['maven']].flat();
  if (missing.length > 0) {
    if (!canUseApt()) throw new Error('needs java and mvn on PATH');
    await aptInstall(missing, tell);
  }
  tell(`fetching io.temporal:temporal-test-server:${VERSION} and what it needs (38 MB)`);
  writeFileSync(path.join(folder, 'pom.xml'), pom);
  await run('mvn', ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=jars', '-DincludeScope=runtime'], {
    cwd: folder,
    timeoutMs: FIVE_MINUTES,
  });
  const script = `#!/bin/sh\nexec java -XX:TieredStopAtLevel=1 -cp "$(dirname "$0")/jars/*" io.temporal.testserver.TestServer "$@"\n`;
  writeFileSync(path.join(folder, 'temporal-test-server'), script, { mode: 0o755 });
}

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>bookme</groupId>
  <artifactId>temporal-test-server</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>io.temporal</groupId>
      <artifactId>temporal-test-server</artifactId>
      <version>${VERSION}</version>
    </dependency>
  </dependencies>
</project>
`;
