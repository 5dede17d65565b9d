import { expect, it } from 'vitest';
import { PermanentDeliveryError, type MessageChannel, type OutgoingMessage } from '../../plugin-api/index.ts';
import { channelName, createHandOver, type ChannelHost } from './hand-over.ts';

const message = { messageId: 'm1@example.com' } as OutgoingMessage;
const takes: MessageChannel['send'] = async () => ({ note: 'taken' });
const refuses: MessageChannel['send'] = async () => {
  throw new PermanentDeliveryError('550 no such user');
};
const fails: MessageChannel['send'] = async () => {
  throw new Error('451 try later');
};

/** A host with these channels; names that end in "files" are stand-ins. */
const host = (channels: Record<string, MessageChannel['send']>, failed: string[] = []): ChannelHost => ({
  providers: () =>
    Object.entries(channels).map(([pluginId, send]) => ({
      pluginId,
      provider: { send },
      standIn: pluginId.endsWith('files'),
    })) as never,
  failed: () => failed,
});
const outcome = (of: ChannelHost) => createHandOver(of)(message);

it('hands a message to the first channel', async () => {
  expect(await outcome(host({ smtp: takes, sms: refuses }))).toEqual({ outcome: 'sent', channel: 'smtp' });
});

it('asks the next channel after a refusal for good', async () => {
  expect(await outcome(host({ smtp: refuses, sms: takes }))).toEqual({ outcome: 'sent', channel: 'sms' });
});

it('asks no other channel after a failure, for the first may have delivered', async () => {
  expect(await outcome(host({ smtp: fails, sms: takes }))).toEqual({ outcome: 'later', reason: '451 try later' });
});

it('gives up when every channel refuses for good', async () => {
  expect(await outcome(host({ smtp: refuses, sms: refuses }))).toEqual({
    outcome: 'refused',
    reason: 'smtp: 550 no such user; sms: 550 no such user',
  });
});

it('writes to files only where there is no other channel', async () => {
  expect(await outcome(host({ files: takes }))).toEqual({ outcome: 'sent', channel: 'files' });
  expect(await outcome(host({ smtp: refuses, files: takes }))).toMatchObject({ outcome: 'refused' });
  expect(channelName(host({ smtp: takes, files: takes }))).toBe('smtp');
});

it('waits for a channel that failed to start rather than write mail to files', async () => {
  const broken = host({ files: takes }, ['smtp']);
  expect(await outcome(broken)).toEqual({ outcome: 'later', reason: 'waiting: smtp failed to start' });
  expect(channelName(broken)).toBeNull();
});

it('waits when there is no channel at all', async () => {
  expect(await outcome(host({}))).toEqual({ outcome: 'later', reason: 'waiting: no channel for messages is active' });
});
