import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const packUuid = (id: string): string => Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');

function unpackUuid(text: string): string | null {
  const hex = Buffer.from(text, 'base64url').toString('hex');
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return UUID.test(id) ? id : null;
}

export const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compares secrets without telling by its time where they differ. */
export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b);

/** A token is `<tenant>.<256 bits>`; the database keeps its SHA-256 only. */
export const tenantToken = (organizationId: string, secret: Buffer = randomBytes(32)): string =>
  `${packUuid(organizationId)}.${secret.toString('base64url')}`;

/** The tenant that a token names, or null when it has not the shape of one. Proves nothing by itself. */
export function tenantOfToken(token: string): string | null {
  const match = /^([\w-]{22})\.([\w-]{43})$/.exec(token);
  return match ? unpackUuid(match[1]!) : null;
}

export interface Secrets {
  /** The token of a booking's link. Derived, so that a reminder can carry it although only its hash is stored. */
  bookingToken(organizationId: string, bookingId: string): string;
  /** The same token with a proof that it came by mail: whoever shows it reads the mails of that address. */
  mailed(token: string): string;
  /** Takes the two apart again. A proof that is not ours counts as none. */
  readMailed(shown: string): { readonly token: string; readonly isMailed: boolean };
}

/** Keys for each purpose, derived from the one secret of the installation. */
export function createSecrets(secret: string): Secrets {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'bookme booking links', 32));
  const mailKey = Buffer.from(hkdfSync('sha256', secret, '', 'bookme links in mails', 32));
  const proofOf = (token: string): Buffer => createHmac('sha256', mailKey).update(token).digest();
  return {
    bookingToken: (organizationId, bookingId) =>
      tenantToken(organizationId, createHmac('sha256', key).update(`${organizationId}:${bookingId}`).digest()),
    mailed: (token) => `${token}~${proofOf(token).toString('base64url')}`,
    readMailed(shown) {
      const [token = '', proof = ''] = shown.split('~');
      return { token, isMailed: sameBytes(Buffer.from(proof, 'base64url'), proofOf(token)) };
    },
  };
}
