import { DECLARED_ERROR } from '../kernel/plugins/plugin.ts';

/** Base of the errors that belong to an extension point's contract: the host hands them on, whoever made them. */
export abstract class DeclaredError extends Error {
  readonly [DECLARED_ERROR] = true;
}
