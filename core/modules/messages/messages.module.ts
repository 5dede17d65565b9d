import type { Write } from '../../kernel/db/idempotent.ts';
import { messagesRoutes } from './messages.routes.ts';
import { createMessagesService, type MessagesDeps } from './messages.service.ts';
import { templatesRoutes } from './templates/templates.routes.ts';

// What feeds are made of.
export { calendarFeed, type CalendarEvent } from './calendar-file.ts';
export { appointmentTexts, type MailOrigin } from './render-message.ts';

export function createMessagesModule(deps: MessagesDeps) {
  const service = createMessagesService(deps);
  return {
    service,
    routes: (write: Write) => [...messagesRoutes(service, write), ...templatesRoutes(service.templates, write)],
  };
}
