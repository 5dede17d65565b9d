import type { LogLevel, LogMetadata, Logger } from '@temporalio/worker';

/** What we need of the log that core makes. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** The SDK's messages in our log, and so with its rules about personal data. */
export function workerLog(log: Log): Logger {
  const write = (level: keyof Log, message: string, { error, ...fields }: LogMetadata = {}): void =>
    log[level](error === undefined ? fields : { ...fields, err: error as unknown }, message);
  // its INFO tells of every state: too much for a quiet start
  const at: Record<LogLevel, keyof Log> = {
    TRACE: 'debug',
    DEBUG: 'debug',
    INFO: 'debug',
    WARN: 'warn',
    ERROR: 'error',
  };
  return {
    log: (level, message, meta) => write(at[level], message, meta),
    trace: (message, meta) => write('debug', message, meta),
    debug: (message, meta) => write('debug', message, meta),
    info: (message, meta) => write('debug', message, meta),
    warn: (message, meta) => write('warn', message, meta),
    error: (message, meta) => write('error', message, meta),
  };
}
