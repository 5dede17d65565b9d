import { pressTemplate, type Pressed, type TemplateSource } from './compile-template.ts';
import type { TemplateValues } from './liquid.ts';

/** What the press is asked, over the channel to the process that started it. */
export interface PressJob {
  readonly id: number;
  readonly source: TemplateSource;
  readonly samples: readonly TemplateValues[];
}

export type PressAnswer = { readonly id: number } & ({ readonly pressed: Pressed } | { readonly bug: string });

// A process of its own, which may read files and nothing else: what somebody else's template costs, it costs here.
process.on('message', (job: PressJob) => {
  void pressTemplate(job.source, job.samples).then(
    (pressed) => process.send?.({ id: job.id, pressed } satisfies PressAnswer),
    (error: unknown) =>
      process.send?.({ id: job.id, bug: error instanceof Error ? (error.stack ?? error.message) : String(error) } satisfies PressAnswer), // prettier-ignore
  );
});
process.on('disconnect', () => process.exit());
