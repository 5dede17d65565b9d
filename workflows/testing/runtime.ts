import { createDataConverter } from '@bookme/temporal-config/data-converter';
import { DefaultLogger, Runtime } from '@temporalio/worker';

/** Of the tests and their recorded histories, which can be read with it only. */
export const testDataConverter = createDataConverter('the secret of the tests and of the recorded histories');

/** The Java server and the core log a lot that is harmless here. */
export const quietLogger = new DefaultLogger('ERROR');

export const installQuietRuntime = (): Runtime =>
  Runtime.install({
    logger: quietLogger,
    shutdownSignals: [],
    telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' } } },
  });
