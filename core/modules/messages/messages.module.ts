import { messagesRoutes } from './messages.routes.ts';
import { createMessagesService, type MessagesDeps } from './messages.service.ts';

export function createMessagesModule(deps: MessagesDeps) {
  const service = createMessagesService(deps);
  return { service, routes: messagesRoutes(service) };
}
