import { DefaultFailureConverter } from '@temporalio/common';

/**
 * Messages and stack traces of failures become payloads, which the codec encrypts; otherwise the server keeps them
 * readable. Named by path in the data converter, because worker, client and workflow bundle each load their own copy.
 */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
