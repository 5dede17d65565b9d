import { namesOf, type Names } from './names.ts';
import { workflowTest } from './new-workflow-test.ts';
import type { SkeletonMaker } from './skeleton.ts';

const activities = ({ pascal }: Names): string => `import { asActivities } from '../as-activities.ts';

export interface ${pascal}Ref {
  readonly organizationId: string;
  readonly id: string;
}

/** What the facts in PostgreSQL ask for next. */
export interface ${pascal}Plan {
  /** The version of the facts that was read, acted on and acknowledged. */
  readonly version: number;
  readonly finished: boolean;
  /** Epoch milliseconds; read only while not finished. */
  readonly nextStepAt: number;
}

export interface ${pascal}Ports {
  /** Reads the facts, does what is due, acknowledges the version and answers with what comes next. */
  settle(ref: ${pascal}Ref): Promise<${pascal}Plan>;
}

/** Safe to repeat: what is done is keyed by the facts and their version. */
export const create${pascal}Activities = ({ settle }: ${pascal}Ports) => asActivities({ settle });

export type ${pascal}Activities = ReturnType<typeof create${pascal}Activities>;
`;

const workflow = ({
  pascal,
  camel,
}: Names): string => `import '../deterministic-time.ts'; // first line: Temporal.Now follows workflow time, or it would read the real clock
import { condition, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow';
import type { ${pascal}Activities, ${pascal}Ref } from './activities.ts';

/** The facts have changed. Carries none of them: they are read again. */
export const ${camel}Changed = defineSignal<[{ version: number }]>('${camel}Changed');

const { settle } = proxyActivities<${pascal}Activities>({
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: '15 seconds',
  retry: { maximumInterval: '1 minute' },
});

/** PostgreSQL holds the facts; this run only holds the time until the next step. */
export async function ${camel}({ organizationId, id, ...told }: ${pascal}Ref & { version: number }): Promise<void> {
  let version = told.version;
  setHandler(${camel}Changed, (news) => void (version = Math.max(version, news.version)));
  for (;;) {
    const heard = version;
    const plan = await settle({ organizationId, id });
    if (version > heard) continue; // changed meanwhile: look again before every way out
    if (plan.finished) return;
    const wait = plan.nextStepAt - Date.now();
    if (wait > 0) await condition(() => version > heard, wait);
  }
}
`;

/** A process that waits for the next step of some facts and follows their changes. */
export const newWorkflow: SkeletonMaker = (name) => {
  const names = namesOf(name);
  const folder = `workflows/${names.kebab}`;
  return {
    files: {
      [`${folder}/activities.ts`]: activities(names),
      [`${folder}/workflow.ts`]: workflow(names),
      [`${folder}/workflow.test.ts`]: workflowTest(names),
    },
    next: [
      `Export ${names.camel} in workflows/index.ts, so that it is in the bundle.`,
      `Name its queue, id and signal in temporal-config/names.ts, and let the relay send that signal.`,
      `Implement settle in the module whose facts these are, and give it to the worker in workflows/worker.ts.`,
      'Record its first histories, so that later changes are replayed against them.',
    ],
  };
};
