import { defaultPayloadConverter } from '@temporalio/common';
import { expect, it } from 'vitest';
import { createDataConverter } from './data-converter.ts';
import { failureConverter } from './failure-converter.ts';
import { createPayloadCodec } from './payload-codec.ts';

const CANARY = 'ada@example.com';
const codec = createPayloadCodec('one secret, long enough to be one');
const payload = defaultPayloadConverter.toPayload({ email: CANARY });

it('gives back what it encrypted', async () => {
  const [decoded] = await codec.decode(await codec.encode([payload]));
  expect(defaultPayloadConverter.fromPayload(decoded!)).toEqual({ email: CANARY });
});

it('leaves nothing readable', async () => {
  const [encrypted] = await codec.encode([payload]);
  expect(Buffer.from(encrypted!.data!).includes(CANARY)).toBe(false);
});

it('encrypts the same value differently each time', async () => {
  const [one, other] = await codec.encode([payload, payload]);
  expect(Buffer.from(one!.data!)).not.toEqual(Buffer.from(other!.data!));
});

it('names another secret as the cause, instead of a broken payload', async () => {
  const encrypted = await codec.encode([payload]);
  await expect(createPayloadCodec('another secret, just as long').decode(encrypted)).rejects.toThrow('BOOKME_SECRET');
});

it('refuses a payload that was changed on the way', async () => {
  const [encrypted] = await codec.encode([payload]);
  encrypted!.data![20]! ^= 1;
  await expect(codec.decode([encrypted!])).rejects.toThrow('authenticate');
});

it('lets payloads pass that were never encrypted', async () => {
  expect(await codec.decode([payload])).toEqual([payload]);
});

it('keeps messages and stack traces of failures out of the readable part', () => {
  const failure = failureConverter.errorToFailure(new Error(`no mailbox ${CANARY}`), defaultPayloadConverter);
  expect(failure.message).toBe('Encoded failure');
  expect(failure.stackTrace).toBe('');
});

it('is one thing: a codec never comes without the failure converter', () => {
  const converter = createDataConverter('one secret, long enough to be one');
  expect(converter.payloadCodecs).toHaveLength(1);
  expect(converter.failureConverterPath).toMatch(/failure-converter\.ts$/);
});
