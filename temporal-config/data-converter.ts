import type { DataConverter } from '@temporalio/common';
import { fileURLToPath } from 'node:url';
import { createPayloadCodec } from './payload-codec.ts';

/**
 * How payloads travel. Client, worker, workflow bundle and replayer must all be given the same one: a codec without
 * the failure converter leaves error messages readable on the server.
 *
 * @param secret BOOKME_SECRET. With another one, open runs can no longer be read; PostgreSQL can rebuild them.
 */
export const createDataConverter = (secret: string): DataConverter & { failureConverterPath: string } => ({
  failureConverterPath: fileURLToPath(new URL('./failure-converter.ts', import.meta.url)),
  payloadCodecs: [createPayloadCodec(secret)],
});
