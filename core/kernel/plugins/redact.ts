const HIDDEN = '•••';
const SHORTEST = 4; // blotting out shorter ones would garble every text and give them away by the gaps

/** Blots secret values out of any text, in the spellings in which they turn up: as given, and encoded in URLs. */
export type Redact = (text: string) => string;

/** @param secrets values that must not be shown; of a URL also its user and password each */
export function createRedact(secrets: readonly string[]): Redact {
  const spellings = new Set(secrets.flatMap(spellingsOf).filter((text) => text.length >= SHORTEST));
  const longestFirst = [...spellings].toSorted((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((shown, secret) => shown.replaceAll(secret, HIDDEN), text);
}

function spellingsOf(secret: string): string[] {
  const url = URL.parse(secret);
  const parts = url ? [url.href, url.username, url.password, decoded(url.username), decoded(url.password)] : [];
  // of SMTP's AUTH, which servers like to repeat in their answers
  const login = url ? [`\0${decoded(url.username)}\0${decoded(url.password)}`, decoded(url.password)] : [];
  return [secret, encodeURIComponent(secret), ...parts, ...login.map(base64), ...[secret].map(base64)];
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text; // a lone percent sign: it is meant as it stands
    throw error;
  }
}
