import {
  isReminder,
  isSameMessage,
  isUndelivered,
  type AnnouncementKind,
  type KnownMessage,
  type LifecycleFacts,
  type MessageIdentity,
  type Recipient,
} from './facts.domain.ts';

const isFarewell = ({ kind }: MessageIdentity): boolean => kind === 'booking-cancelled' || kind === 'booking-declined';
const toldConfirmed = ({ kind }: MessageIdentity): boolean => kind === 'booking-confirmed' || kind === 'booking-moved';

/** From which version on the present person has had the booking. */
function staffSince({ events, staffId }: LifecycleFacts): number {
  const moves = events.filter((event) => event.fromStaff !== null);
  const handedOver = moves.findLast((move, index) => move.fromStaff !== (moves[index + 1]?.fromStaff ?? staffId));
  return handedOver?.version ?? 0;
}

/** Who had the booking when it was last told about. */
const staffTold = ({ events, ackedVersion, staffId }: LifecycleFacts): string =>
  events.find(({ version, fromStaff }) => version > ackedVersion && fromStaff !== null)?.fromStaff ?? staffId;

/** Whether a cancelled booking was a request that staff turned down. */
const wasDeclined = ({ events }: LifecycleFacts): boolean => events.at(-1)?.kind === 'declined';

/** The latest state in one message, whatever happened on the way there; null: nothing that has to be said. */
function kindFor(facts: LifecycleFacts, delivered: readonly KnownMessage[], since: number): AnnouncementKind | null {
  switch (facts.status) {
    case 'pending':
      return 'booking-requested';
    case 'confirmed':
      if (!delivered.some(toldConfirmed)) return 'booking-confirmed';
      return facts.events.some(({ kind, version }) => kind === 'moved' && version > since) ? 'booking-moved' : null;
    case 'cancelled':
      if (facts.events.at(-1)?.notify === false) return null;
      return wasDeclined(facts) ? 'booking-declined' : 'booking-cancelled';
    case 'completed':
    case 'no_show':
      return null;
  }
}

/** What a recipient has to be told now. What was queued and never arrived counts as not told. */
function announcementFor(facts: LifecycleFacts, recipient: Recipient, from: number): MessageIdentity[] {
  const known = facts.messages.filter(
    (message) => message.recipient === recipient && message.version >= from && !isReminder(message.kind),
  );
  if (known.some(({ version }) => version === facts.version)) return []; // told at this version, or on its way
  const delivered = known.filter(({ status }) => status === 'sent');
  const since = Math.max(facts.ackedVersion, ...delivered.map(({ version }) => version));
  const isNews = facts.events.some(({ version, notify }) => notify && version > since);
  if (!isNews && !known.some(isUndelivered)) return [];
  const kind = kindFor(facts, delivered, since);
  return kind ? [{ kind, version: facts.version, recipient }] : [];
}

/** When a booking goes to somebody else, the one who had it is told that it is gone. */
function goodbyeToFormerStaff(facts: LifecycleFacts): MessageIdentity[] {
  const former = staffTold(facts);
  const goodbye: MessageIdentity = {
    kind: 'booking-cancelled',
    version: facts.version,
    recipient: 'staff',
    staffId: former,
  };
  const knew = facts.messages.some(
    ({ recipient, status, version }) => recipient === 'staff' && status === 'sent' && version <= facts.ackedVersion,
  );
  const isNews = facts.events.some(({ version, notify }) => notify && version > facts.ackedVersion);
  const isSaid = facts.messages.some((message) => isSameMessage(message, goodbye));
  return former !== facts.staffId && knew && isNews && !isSaid ? [goodbye] : [];
}

/**
 * What must be said now, once per version and recipient. Several changes that nobody was told about yet become one
 * message about the latest state; changes made with `notify: false` are not told.
 */
export function announcements(facts: LifecycleFacts, now: number): MessageIdentity[] {
  if (now >= facts.endsAt) return []; // after an outage of days: it is over, news of it would only confuse
  const toCustomer = facts.customerReachable ? announcementFor(facts, 'customer', 0) : [];
  const goodbye = goodbyeToFormerStaff(facts);
  const toStaff = facts.staffReachable ? announcementFor(facts, 'staff', staffSince(facts)) : [];
  // one person's farewell and another's would have the same identity; who never heard of it needs none
  return [
    ...toCustomer,
    ...goodbye,
    ...toStaff.filter((message) => !goodbye.some((one) => isSameMessage(one, message))),
  ];
}

/** Announcements that were never delivered and must not be any more, each with why. */
export function outdatedAnnouncements(facts: LifecycleFacts, now: number): { message: KnownMessage; reason: string }[] {
  return facts.messages
    .filter((message) => !isReminder(message.kind) && isUndelivered(message) && !isFarewell(message))
    .flatMap((message) => {
      if (message.version < facts.version) return [{ message, reason: 'overtaken: the booking has changed since' }];
      return now >= facts.endsAt ? [{ message, reason: 'missed: the appointment is over' }] : [];
    });
}
