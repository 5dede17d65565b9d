import { sameBytes, sha256, tenantOfToken } from '../../kernel/crypto/tokens.ts';
import type { LinkCaller } from '../../kernel/http/callers.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Who holds the link of this one, or null. The stored hash decides, so a link can be taken back. */
export async function openLink(
  token: string,
  id: string,
  linkHashOf: (organizationId: string, id: string) => Promise<Buffer | null>,
): Promise<LinkCaller | null> {
  const organizationId = tenantOfToken(token);
  if (!organizationId || !UUID.test(id)) return null;
  const hash = await linkHashOf(organizationId, id);
  return hash && sameBytes(hash, sha256(token)) ? { kind: 'link', organizationId, bookingId: id } : null;
}
