import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { OperationalError } from '../../../kernel/errors/errors.ts';
import type { Pressed, TemplateSource } from './compile-template.ts';
import type { TemplateValues } from './liquid.ts';
import type { PressAnswer, PressJob } from './press-process.ts';

export interface Press {
  /**
   * Checks, compiles and fills in a template in a process of its own.
   * @param samples the first is the one that is shown
   * @throws OperationalError `template.busy` when too many wait
   */
  press(source: TemplateSource, samples: readonly TemplateValues[]): Promise<Pressed>;
  close(): Promise<void>;
}

export interface PressOptions {
  /** Milliseconds for one template; then the process is ended. */
  readonly limitMs?: number;
  /** Milliseconds without work after which the process ends and gives its memory back. */
  readonly idleMs?: number;
  /** The program; another one in tests of what happens when it hangs. */
  readonly program?: string;
}

const LIMIT_MS = 10_000;
const IDLE_MS = 30_000;
const MOST_WAITING = 20;
/** Megabytes: MJML takes about 60 of them. */
const HEAP_MB = 192;
const FLAGS = ['--permission', '--allow-fs-read=*', `--max-old-space-size=${HEAP_MB}`];
const PROGRAM = path.join(import.meta.dirname, 'press-process.ts');

const tooSlow: Pressed = {
  ok: false,
  problems: [
    {
      part: 'mjml',
      code: 'too_slow',
      what: '',
      message: 'It takes too long, or too much memory.',
      line: null,
      column: null,
    },
  ],
};

const busy = () =>
  new OperationalError('template.busy', { message: 'Too many templates are checked at once.', retryAfter: 2 });

/**
 * Compiling MJML weighs about 90 MB and runs what an owner has typed, so it is done in a process that is started when
 * the first template is looked at and ends when nobody works on one any more. One template at a time.
 */
export function createPress({ limitMs = LIMIT_MS, idleMs = IDLE_MS, program = PROGRAM }: PressOptions = {}): Press {
  let child: ChildProcess | undefined;
  let idle: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let count = 0;

  function running(): ChildProcess {
    if (child?.connected) return child;
    const started = fork(program, [], { execArgv: FLAGS, env: {}, serialization: 'advanced', stdio: 'ignore' });
    started.unref();
    started.channel?.unref();
    started.once('exit', () => {
      if (child === started) child = undefined;
    });
    return (child = started);
  }

  function end(): void {
    child?.kill('SIGKILL');
    child = undefined;
  }

  async function once(source: TemplateSource, samples: readonly TemplateValues[]): Promise<Pressed> {
    clearTimeout(idle);
    const press = running();
    const id = ++count;
    const { promise, resolve, reject } = Promise.withResolvers<PressAnswer | 'ended' | 'late'>();
    const onMessage = (answer: PressAnswer): void => {
      if (answer.id === id) resolve(answer);
    };
    const onExit = (): void => resolve('ended');
    const limit = setTimeout(() => resolve('late'), limitMs);
    press.on('message', onMessage).once('exit', onExit).once('error', reject);
    press.channel?.ref();
    try {
      press.send({ id, source, samples } satisfies PressJob, (error) => error && resolve('ended'));
      const answer = await promise;
      if (answer === 'late' || answer === 'ended') {
        end(); // of an endless work, or of one that took more memory than there is
        return tooSlow;
      }
      if ('bug' in answer) throw new Error(`The press failed: ${answer.bug}`);
      return answer.pressed;
    } finally {
      clearTimeout(limit);
      press.off('message', onMessage).off('exit', onExit).off('error', reject);
      press.channel?.unref();
      idle = setTimeout(end, idleMs).unref();
    }
  }

  return {
    async press(source, samples) {
      if (waiting >= MOST_WAITING) throw busy();
      waiting++;
      const turn = last.then(() => once(source, samples));
      last = Promise.allSettled([turn]); // the next one has nothing to do with how this one ends
      try {
        return await turn;
      } finally {
        waiting--;
      }
    },
    async close() {
      clearTimeout(idle);
      end();
    },
  };
}
