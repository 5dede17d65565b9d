/** A subject is one line, whatever stands in it. */
export const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\s\u2028\u2029]+/gu, ' ').trim();

/** Tags on lines of their own leave empty ones. */
export const tidy = (text: string): string =>
  `${text
    .replaceAll(/[ \t]+$/gm, '')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()}\n`;
