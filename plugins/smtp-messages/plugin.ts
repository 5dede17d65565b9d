import { definePlugin, parseMailbox, secret, z } from '@bookme/core/plugin-api';

// no-reply@localhost and no-reply@192.168.1.5 are addresses too: of an installation at home
const isAddress = (text: string): boolean => /^[^\s@<>"]+@[^\s@<>"]+$/.test(parseMailbox(text).address);
const isSmtpUrl = (text: string): boolean => /^smtps?:$/.test(URL.parse(text)?.protocol ?? '');

/** Mail by SMTP: one's own server or any mail service. */
export default definePlugin({
  id: 'smtp-messages',
  name: 'Mail by SMTP',
  api: '^1',
  permissions: ['messages', 'network'],
  options: z.object({
    url: secret().refine(isSmtpUrl, 'must be smtp://user:password@host:587 or smtps://…:465'),
    from: z.string().refine(isAddress, 'must be an address, or a name and an address: Salon <salon@example.com>'),
  }),
  env: { url: 'SMTP_URL', from: 'BOOKME_MAIL_FROM' },
  async setup({ options, provide, onClose }) {
    const { createSmtpChannel } = await import('./smtp-channel.ts'); // nodemailer is loaded only where it is used
    const channel = createSmtpChannel({ url: options.url, from: parseMailbox(options.from) });
    provide('messages.channel', channel, { priority: 100 });
    onClose(channel.close);
  },
});
