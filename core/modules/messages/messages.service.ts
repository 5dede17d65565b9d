import type { Clock } from '../../kernel/clock/clock.ts';
import type { Secrets } from '../../kernel/crypto/tokens.ts';
import type { Db } from '../../kernel/db/db.ts';
import { notFound } from '../../kernel/errors/errors.ts';
import type { LinkCaller } from '../../kernel/http/callers.ts';
import type { Document } from '../../kernel/http/mount-api.ts';
import type { Changes } from '../../kernel/live/changes.ts';
import type { LifecycleMessages } from '../bookings/lifecycle/lifecycle.ports.ts';
import { createFactsReader } from './booking-facts.ts';
import { createDeliverMessage } from './deliver-message.ts';
import { channelName, createHandOver, type ChannelHost } from './hand-over.ts';
import { createMessageQueries } from './message-queries.ts';
import { mailDomainOf } from './messages.domain.ts';
import { appointmentFile, type MailOrigin } from './render-message.ts';
import { createPress } from './templates/press.ts';
import { createTemplatesService } from './templates/templates.service.ts';
import { createWriteMessage } from './write-message.ts';

export interface MessagesDeps {
  db: Db;
  host: ChannelHost;
  clock: Clock;
  changes: Pick<Changes, 'publish'>;
  secrets: Secrets;
  /** Origin of the links in messages; its host is the right side of Message-IDs. */
  baseUrl: string;
  /** Named as organizer of appointments where a location has no address; no-reply at that host unless told. */
  sender?: string;
}

export function createMessagesService(deps: MessagesDeps) {
  const { db, host, clock, changes, baseUrl } = deps;
  const domain = mailDomainOf(baseUrl);
  const origin: MailOrigin = { domain, sender: deps.sender ?? `no-reply@${domain}` };
  const readFacts = createFactsReader(deps);
  const handOver = createHandOver(host);
  const press = createPress();
  const lifecycle: LifecycleMessages = {
    ...createWriteMessage({ ...deps, origin }),
    deliver: createDeliverMessage({ db, clock, changes, handOver }),
  };

  return {
    ...lifecycle,
    ...createMessageQueries(deps),

    /** How this installation names itself in mails and calendars. */
    origin,

    /** Messages in the owner's own words. */
    templates: createTemplatesService({ db, clock, press, handOver, origin, baseUrl }),

    /** The plugin that messages go through now; null: there is none, and they wait. */
    channelName: (): string | null => channelName(host),

    /** The appointment as a file for one's own calendar. @throws `booking.not_found` */
    calendarFile: ({
      organizationId,
      bookingId,
    }: Pick<LinkCaller, 'organizationId' | 'bookingId'>): Promise<Document> =>
      db.tenant(organizationId, async (sql) => {
        const found = await readFacts(sql, { organizationId, bookingId }, { recipient: 'customer' }, clock.now());
        if (!found) throw notFound('booking');
        const { facts, to } = found;
        const addressee = { ...to, address: to.address ?? '' };
        return { content: appointmentFile(facts, 'PUBLISH', addressee, origin), filename: 'appointment.ics' };
      }),

    /** Ends what runs besides. */
    close: (): Promise<void> => press.close(),
  };
}

export type MessagesService = ReturnType<typeof createMessagesService>;
