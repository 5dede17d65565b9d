import { accessSync, constants, readdirSync } from 'node:fs';
import path from 'node:path';

// Run by temporal-install.ts with a directory: downloads the Temporal program into it and prints where it is.
// The SDK has no function that only downloads: it does so on the way to a running server, which is stopped at once.
const directory = process.argv[2];
if (!directory) throw new Error('usage: temporal-download.ts DIRECTORY');

// a tool for tests, so absent from an installation without development packages: then this way is not open
const { TestWorkflowEnvironment } = await import('@temporalio/testing');
const server = await TestWorkflowEnvironment.createLocal({
  server: { executable: { type: 'cached-download', downloadDir: directory } },
});
await server.teardown();
const file = readdirSync(directory).find((name) => name.startsWith('temporal'));
if (!file) throw new Error('the SDK downloaded no program');
accessSync(path.join(directory, file), constants.X_OK);
process.stdout.write(path.join(directory, file));
