import type { Write } from '../../kernel/db/idempotent.ts';
import { mountApi } from '../../kernel/http/mount-api.ts';
import { messagesApi } from './messages.contract.ts';
import type { MessagesService } from './messages.service.ts';

export const messagesRoutes = (messages: Pick<MessagesService, 'list' | 'show' | 'retry'>, write: Write) =>
  mountApi(messagesApi, {
    list: ({ query, caller }) => messages.list(query, caller),
    show: ({ params, caller }) => messages.show(params.id, caller),
    retry: ({ params, caller, idempotency }) =>
      messages.retry(params.id, caller, (work) => write({ caller, idempotency }, (_, sql) => work(sql))),
  });
