import { definePlugin, parseMailbox, z } from '@bookme/core/plugin-api';
import { createFileChannel } from './file-channel.ts';

/** Mail as files: what a business sees before it has named a mail server. */
export default definePlugin({
  id: 'file-messages',
  name: 'Mail to files',
  api: '^1',
  permissions: ['messages', 'files:mail'],
  options: z.object({ from: z.string().default('BookMe <no-reply@localhost>') }),
  env: { from: 'BOOKME_MAIL_FROM' },
  async setup({ options, files, provide }) {
    const channel = createFileChannel({ folder: await files('mail'), from: parseMailbox(options.from) });
    provide('messages.channel', channel, { standIn: true });
  },
});
