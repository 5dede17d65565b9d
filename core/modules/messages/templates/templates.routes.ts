import type { Write } from '../../../kernel/db/idempotent.ts';
import { mountApi } from '../../../kernel/http/mount-api.ts';
import { templatesApi } from './templates.contract.ts';
import type { TemplatesService } from './templates.service.ts';

export const templatesRoutes = (templates: TemplatesService, write: Write) =>
  mountApi(templatesApi, {
    list: ({ caller }) => templates.list(caller),
    show: ({ query, caller }) => templates.show(query, caller),
    versions: ({ query, caller }) => templates.versions(query, caller),
    preview: ({ body, caller }) => templates.preview(body, caller),
    save: ({ body, caller, idempotency }) => templates.save(body, { write, caller, idempotency }),
    restore: ({ body, caller, idempotency }) => templates.restore(body, { write, caller, idempotency }),
    reset: ({ body, caller, idempotency }) => templates.reset(body, { write, caller, idempotency }),
    test: ({ body, caller }) => templates.test(body, caller),
  });
