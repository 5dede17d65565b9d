import type { Access, Permission } from './define-api.ts';

export interface AnonymousCaller {
  readonly kind: 'anonymous';
}

/** A signed-in member of a team. */
export interface UserCaller {
  readonly kind: 'user';
  readonly organizationId: string;
  readonly userId: string;
  readonly name: string;
  readonly role: 'owner' | 'manager' | 'staff';
  readonly permissions: ReadonlySet<Permission>;
  /** Only this person's own calendar, when the role sees no other. */
  readonly staffId: string | null;
  readonly csrfToken: string;
  readonly sessionToken: string;
  readonly expiresAt: number;
}

/** The holder of one booking's link. */
export interface LinkCaller {
  readonly kind: 'link';
  readonly organizationId: string;
  readonly bookingId: string;
  /** The link came by mail, so its holder reads the mails of the customer's address. Anybody may book with that of another. */
  readonly isMailed?: boolean;
}

export type Caller = AnonymousCaller | UserCaller | LinkCaller;

export type CallerOf<A extends Access> = A extends 'public'
  ? AnonymousCaller
  : A extends 'booking-link'
    ? LinkCaller
    : UserCaller;

/** Turns what a request shows into who it is. Null: not known, expired or revoked; never says which. */
export interface Authenticator {
  session(token: string): Promise<UserCaller | null>;
  bookingLink(token: string, bookingId: string): Promise<LinkCaller | null>;
}

/** For history and audit: `user:<id>`, `customer`, `system`. */
export const actorOf = (caller: Caller): string => (caller.kind === 'user' ? `user:${caller.userId}` : 'customer');

/** `__Host-` binds the cookie to this very host; browsers take it over https only. */
export const sessionCookieName = (https: boolean): string => (https ? '__Host-bookme' : 'bookme');
