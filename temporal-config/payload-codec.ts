import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

const { Payload: PayloadMessage } = proto.temporal.api.common.v1;
const ENCODING = 'binary/encrypted';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const bytes = (text: string): Uint8Array => Buffer.from(text);
const text = (value: Uint8Array | undefined | null): string => (value ? Buffer.from(value).toString() : '');

/**
 * Encrypts every payload with AES-256-GCM: what Temporal stores is unreadable without the secret of the installation.
 * A payload is `nonce ‖ ciphertext ‖ tag`; the key's fingerprint travels beside it, so that another secret is named as
 * the cause and not a broken payload.
 */
export function createPayloadCodec(secret: string): PayloadCodec {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'bookme temporal payloads', 32));
  const fingerprint = createHash('sha256').update(key).digest('hex').slice(0, 16);

  const encrypt = (payload: Payload): Payload => {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    const data = Buffer.concat([
      nonce,
      cipher.update(PayloadMessage.encode(payload).finish()),
      cipher.final(),
      cipher.getAuthTag(),
    ]);
    return { metadata: { encoding: bytes(ENCODING), key: bytes(fingerprint) }, data };
  };

  const decrypt = (payload: Payload): Payload => {
    if (text(payload.metadata?.['encoding']) !== ENCODING) return payload;
    if (text(payload.metadata?.['key']) !== fingerprint) {
      throw new Error('This payload was encrypted with another BOOKME_SECRET.');
    }
    const data = Buffer.from(payload.data ?? []);
    const decipher = createDecipheriv('aes-256-gcm', key, data.subarray(0, NONCE_BYTES));
    decipher.setAuthTag(data.subarray(-TAG_BYTES));
    const plain = [decipher.update(data.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()];
    return PayloadMessage.decode(Buffer.concat(plain));
  };

  return {
    encode: async (payloads) => payloads.map(encrypt),
    decode: async (payloads) => payloads.map(decrypt),
  };
}
