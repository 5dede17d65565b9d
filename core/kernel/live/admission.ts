import type { IncomingMessage } from 'node:http';
import type { UserCaller } from '../http/callers.ts';
import type { Directory } from '../tenancy/directory.ts';
import type { Audience } from './stream.ts';

export interface AdmissionDeps {
  directory: Directory;
  authenticate: (sessionToken: string) => Promise<UserCaller | null>;
  cookieName: string;
}

const cookieOf = (request: IncomingMessage, name: string): string | undefined =>
  request.headers.cookie
    ?.split(';')
    .map((part) => part.trim().split('='))
    .find(([key]) => key === name)?.[1];

/** Who may listen to what: anybody to the free times of a public page, a signed-in team to its own business. */
export const createStreamAdmission =
  ({ directory, authenticate, cookieName }: AdmissionDeps) =>
  async (request: IncomingMessage, url: URL): Promise<Audience | null> => {
    const page = url.searchParams.get('page');
    if (page !== null) {
      const entry = await directory.page(page);
      return entry && { organizationId: entry.organizationId, team: false };
    }
    const token = cookieOf(request, cookieName);
    const caller = token ? await authenticate(token) : null;
    return caller && { organizationId: caller.organizationId, team: true };
  };
