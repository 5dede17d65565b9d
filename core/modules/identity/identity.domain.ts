import type { Permission } from '../../kernel/http/define-api.ts';
import type { Role } from './identity.contract.ts';

const EVERYTHING: readonly Permission[] = [
  'bookings.read',
  'bookings.write',
  'bookings.override',
  'customers.read',
  'catalog.read',
  'catalog.write',
  'schedules.read',
  'schedules.write',
  'messages.read',
  'messages.write',
  'settings.read',
  'settings.write',
  'health.read',
];

/**
 * What each role may do. Managers run the business and leave its identity (name, place, brand) to the owner. Staff see
 * what they need beside their own calendar; that bookings are theirs alone is the caller's `staffId`.
 */
const PERMISSIONS: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  owner: new Set(EVERYTHING),
  manager: new Set(EVERYTHING.filter((permission) => permission !== 'settings.write')),
  staff: new Set<Permission>([
    'bookings.read',
    'bookings.write',
    'customers.read',
    'catalog.read',
    'schedules.read',
    'messages.read',
  ]),
};

export const permissionsOf = (role: Role): ReadonlySet<Permission> => PERMISSIONS[role];

const DAY = 86_400_000;
/** A session that nobody uses ends after so long; OWASP ASVS 5, 7.3.1. */
export const IDLE_MS = 7 * DAY;
/** Even one in daily use ends: the person signs in again; ASVS 5, 7.3.2. */
export const ABSOLUTE_MS = 30 * DAY;
/** Use is noted at most once a day, so that reading does not write. */
const NOTED_EVERY_MS = DAY;

/** Epoch milliseconds at which a session begun at `createdAt` and used `now` ends. */
export const expiryOf = (createdAt: number, now: number): number => Math.min(createdAt + ABSOLUTE_MS, now + IDLE_MS);

/** Whether the end must be moved because of this use. */
export const isRenewalDue = (session: { createdAt: number; expiresAt: number }, now: number): boolean =>
  expiryOf(session.createdAt, now) - session.expiresAt >= NOTED_EVERY_MS;
