import { copyFileSync, createWriteStream, existsSync, mkdirSync, renameSync, statSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const MOST_BYTES = 10_000_000;
const LOOK_EVERY_MS = 60_000;
const PINO_ERROR = 50;
/** What surrounds the message when Node ends by an error: in the file it helps, on the terminal it drowns the rest. */
const TRACE = /^(\s+at |\s*\^*\s*$|Node\.js v)/;

/** The log files of all children: each at most two times 10 MB, the older half as `NAME.log.1`. */
export type Logs = {
  file(name: string): string;
  /** Writes a child's output to its file and tells errors to the terminal, unless quiet. Answers with its last lines. */
  capture(name: string, output: Readable, errors: Readable, options?: { quiet: boolean }): () => string;
  close(): void;
};

export function createLogs(directory: string, tell: (line: string) => void): Logs {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const names = new Set<string>();
  const at = (name: string): string => path.join(directory, `${name}.log`);
  const timer = setInterval(() => names.forEach((name) => shortenInUse(at(name))), LOOK_EVERY_MS);
  timer.unref();
  return {
    file(name) {
      if (!names.has(name)) rotate(at(name));
      names.add(name);
      return at(name);
    },
    capture(name, output, errors, { quiet } = { quiet: false }) {
      const log = createWriteStream(this.file(name), { flags: 'a', mode: 0o600 });
      const tail: string[] = [];
      const keep = (line: string): void => {
        log.write(`${line}\n`);
        tail.push(line);
        if (tail.length > 20) tail.shift();
      };
      createInterface({ input: output }).on('line', (line) => {
        keep(line);
        const problem = problemIn(line);
        if (problem && !quiet) tell(`[${name}] ${problem}`);
      });
      createInterface({ input: errors }).on('line', (line) => {
        keep(line);
        if (!quiet && !TRACE.test(line)) tell(`[${name}] ${line}`);
      });
      return () => tail.join('\n');
    },
    close: () => clearInterval(timer),
  };
}

/** What a JSON log line of level error or fatal says; undefined for every other line. */
export function problemIn(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const { level, msg, err } = JSON.parse(line) as {
      level?: number | string;
      msg?: string;
      err?: { message?: string };
    };
    const grave = typeof level === 'number' ? level >= PINO_ERROR : level === 'error' || level === 'fatal';
    if (!grave) return undefined;
    return [msg, err?.message].filter((part, index, parts) => part && parts.indexOf(part) === index).join(': ') || line;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // prose that begins with a brace
    throw error;
  }
}

function rotate(file: string): void {
  if (existsSync(file) && statSync(file).size > 0) renameSync(file, `${file}.1`);
}

/** The child keeps writing to the same file, in append mode, so it is copied and emptied instead of renamed. */
function shortenInUse(file: string): void {
  if (!existsSync(file) || statSync(file).size <= MOST_BYTES) return;
  copyFileSync(file, `${file}.1`);
  truncateSync(file);
}
