import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

/** The release that is built when none is found; its pragmas and flags are those that temporal-server.ts uses. */
export const TEMPORAL_CLI_VERSION = '1.5.1';

/** Puts the program at `target`, or throws saying why it could not. */
export type TemporalInstaller = (target: string, tools: InstallTools) => Promise<void>;
export type InstallTools = { readonly note: (line: string) => void; readonly signal?: AbortSignal | undefined };

const GO_PACKAGE = `github.com/temporalio/cli/cmd/temporal@v${TEMPORAL_CLI_VERSION}`;
/** Measured for that release: what `go install -v` prints a line for, when nothing is cached. */
const GO_PACKAGES = 1298;
const GO_MODULES = 160;
const TELL_EVERY_MS = 5_000;

/** The download of the SDK, in a process of its own: it loads the SDK's native part and starts a server with it. */
export const downloadTemporal: TemporalInstaller = async (target, { note, signal }) => {
  note('asking the Temporal SDK for its download');
  await installVia(target, async (directory) => {
    const script = path.join(import.meta.dirname, 'temporal-download.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [script, directory], {
      timeout: 180_000,
      ...(signal && { signal }),
    });
    return stdout.trim();
  });
};

/** Builds it from source with the Go of this machine: about four minutes and 2 GB of Go's own cache, once. */
export const buildTemporal: TemporalInstaller = async (target, { note, signal }) => {
  const go = whichGo(process.env.PATH);
  if (!go) throw new Error('there is no Go on this machine');
  await installVia(target, async (directory) => {
    note(`building Temporal ${TEMPORAL_CLI_VERSION} with Go, once: about four minutes`);
    await goInstall(go, directory, note, signal);
    return path.join(directory, path.basename(target));
  });
};

/** On PATH, else where Go's own installer puts it. */
function whichGo(searched = ''): string | undefined {
  const places = [...searched.split(path.delimiter).filter(Boolean), '/usr/local/go/bin'];
  return places
    .map((place) => path.join(place, process.platform === 'win32' ? 'go.exe' : 'go'))
    .find((file) => existsSync(file));
}

/** Works beside the target and moves the finished file there in one step, so no half program is ever found. */
async function installVia(target: string, make: (directory: string) => Promise<string>): Promise<void> {
  mkdirSync(path.dirname(target), { recursive: true });
  const directory = mkdtempSync(path.join(path.dirname(target), '.new-'));
  try {
    renameSync(await make(directory), target);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function goInstall(
  go: string,
  directory: string,
  note: (line: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  const child = spawn(go, ['install', '-v', GO_PACKAGE], {
    cwd: directory, // outside any Go module, whose settings would apply
    // GOFLAGS of the machine may forbid what is needed here, such as -mod=vendor
    env: { ...process.env, GOBIN: directory, GOFLAGS: '-buildvcs=false', GOOS: '', GOARCH: '' },
    stdio: ['ignore', 'ignore', 'pipe'],
    ...(signal && { signal }),
  });
  const progress = createBuildProgress();
  const tail: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    progress.read(line);
    tail.push(line);
    if (tail.length > 5) tail.shift();
  });
  let told = '';
  const timer = setInterval(() => {
    const line = progress.line();
    if (line !== told) note(line);
    told = line;
  }, TELL_EVERY_MS);
  try {
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) =>
        code === 0 ? resolve() : reject(new Error(`go install failed: ${tail.join(' | ')}`)),
      );
    });
  } finally {
    clearInterval(timer);
  }
}

/** Reads `go install -v`: first modules are downloaded, then each package is named as it is compiled. */
export function createBuildProgress(): { read(line: string): void; line(): string } {
  let modules = 0;
  let packages = 0;
  return {
    read(line) {
      if (line.startsWith('go: downloading ')) modules += 1;
      else if (/^[\w./-]+$/.test(line)) packages += 1;
    },
    line() {
      if (packages === 0) return `building Temporal: fetching sources, ${modules} of about ${GO_MODULES} modules`;
      const percent = Math.min(99, Math.floor((packages / GO_PACKAGES) * 100)); // the last percent is linking
      return `building Temporal: ${percent} % (${Math.min(packages, GO_PACKAGES)} of ${GO_PACKAGES} packages)`;
    },
  };
}
