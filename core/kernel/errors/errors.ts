/**
 * The two declared kinds of error. `user`: the caller can mend it (4xx). `operational`: the world failed us and a
 * retry may work (503). Anything else that is thrown is a bug and stays loud.
 */
export interface FieldError {
  /** Dotted path into params, query or body, such as `customer.email`. */
  readonly path: string;
  /** Stable, machine-readable, such as `too_long`. */
  readonly code: string;
  readonly message: string;
}

export interface UserErrorOptions {
  /** HTTP status, 400–499; 400 unless told. */
  readonly status?: number;
  /** One English sentence that says what to do. */
  readonly message: string;
  readonly errors?: readonly FieldError[];
  /** Extra members of the problem document, such as `alternatives`. Never personal data. */
  readonly extra?: Readonly<Record<string, unknown>>;
  /** Seconds, printed as `Retry-After`. */
  readonly retryAfter?: number;
}

export class UserError extends Error {
  readonly kind = 'user';
  readonly code: string;
  readonly status: number;
  readonly errors: readonly FieldError[];
  readonly extra: Readonly<Record<string, unknown>>;
  readonly retryAfter: number | undefined;

  constructor(code: string, options: UserErrorOptions) {
    super(options.message);
    this.name = 'UserError';
    this.code = code;
    this.status = options.status ?? 400;
    this.errors = options.errors ?? [];
    this.extra = options.extra ?? {};
    this.retryAfter = options.retryAfter;
  }
}

export class OperationalError extends Error {
  readonly kind = 'operational';
  readonly code: string;
  /** Seconds after which a retry makes sense. */
  readonly retryAfter: number;

  constructor(code: string, options: { message: string; retryAfter?: number; cause?: unknown }) {
    super(options.message, { cause: options.cause });
    this.name = 'OperationalError';
    this.code = code;
    this.retryAfter = options.retryAfter ?? 1;
  }
}

/** @param code `noun.reason`, stable for ever once published. */
export const userError = (code: string, options: UserErrorOptions): UserError => new UserError(code, options);

/** One answer for "not there" and "not yours", so that neither can be told from the other. */
export const notFound = (noun: string): UserError =>
  new UserError(`${noun}.not_found`, { status: 404, message: `There is no such ${noun}, or it is not yours to see.` });
