import { bundleWorkflowCode, type Logger, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import type { DataConverter } from '@temporalio/common';
import { fileURLToPath } from 'node:url';

const WORKFLOWS = fileURLToPath(new URL('./index.ts', import.meta.url));

/** One bundle for worker and replay. The failure converter goes into it: workflow code makes failures too. */
export const bundleWorkflows = (
  { failureConverterPath }: DataConverter,
  logger?: Logger,
): Promise<WorkflowBundleWithSourceMap> =>
  bundleWorkflowCode({
    workflowsPath: WORKFLOWS,
    ...(failureConverterPath ? { failureConverterPath } : {}),
    ...(logger ? { logger } : {}),
  });
