import { createHash, randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { toMail, type Mailbox, type MessageChannel } from '@bookme/core/plugin-api';
import MailComposer from 'nodemailer/lib/mail-composer';

/**
 * Writes each message as `<folder>/<Message-ID>.eml`, whole or not at all. The same message again is the same file
 * with the same bytes.
 */
export function createFileChannel({ folder, from }: { folder: string; from: Mailbox }): MessageChannel {
  return {
    async send(message) {
      const file = path.join(folder, fileNameOf(message.messageId));
      await writeWhole(file, await new MailComposer({ ...toMail(message, from), newline: 'win' }).compile().build());
      return { note: `written to ${path.basename(file)}` };
    },
  };
}

/** @returns a name that any file system takes; two Message-IDs never share one */
export function fileNameOf(messageId: string): string {
  const plain = messageId.replaceAll(/[^a-z0-9@._-]/g, '_').replace(/^\./, '_');
  if (plain === messageId && plain.length <= 200) return `${plain}.eml`;
  const digest = createHash('sha256').update(messageId).digest('hex').slice(0, 16);
  return `${plain.slice(0, 180)}~${digest}.eml`;
}

async function writeWhole(file: string, content: Buffer): Promise<void> {
  const unfinished = path.join(path.dirname(file), `.${randomUUID()}.tmp`);
  try {
    const handle = await open(unfinished, 'wx', 0o600); // the links in it open bookings
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(unfinished, file);
  } finally {
    await rm(unfinished, { force: true });
  }
}
