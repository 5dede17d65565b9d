import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/**
 * Argon2id with 19 MiB, two passes, one lane: the OWASP Password Storage Cheat Sheet's first choice, 20–40 ms of one
 * core. They run on libuv's four threads, so no flood of sign-ins takes more than 76 MiB.
 */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const;

/** Unicode has several spellings of one letter; keyboards differ in which they send (NIST SP 800-63B-4, 3.1.1.2). */
const normal = (password: string): string => password.normalize('NFKC');

/** PHC string with its parameters, such as `$argon2id$v=19$m=19456,t=2,p=1$…`. */
export const hashPassword = (password: string): Promise<string> => hash(normal(password), PARAMETERS);

/** The parameters are those of the hash, so older hashes stay valid when ours rise. */
export const verifyPassword = (passwordHash: string, password: string): Promise<boolean> =>
  verify(passwordHash, normal(password));

const base64 = (bytes: number): string => randomBytes(bytes).toString('base64').replaceAll('=', '');

/** Shaped like a hash and as much work to verify, but of no password that anybody knows. */
export const unusableHash = (): string => {
  const { memoryCost, timeCost, parallelism, outputLen } = PARAMETERS;
  return `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$${base64(16)}$${base64(outputLen)}`;
};
