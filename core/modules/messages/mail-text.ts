import type { MessageContent } from './message-content.ts';

/** The message for those who read mail as plain text: nothing is missing from it. */
export function mailText(content: MessageContent): string {
  const { title, greeting, lead, when, isOff, elsewhere, before, facts, next, actions, footer } = content;
  const time = [when.day, when.hours, when.zone];
  const blocks = [
    [title.toLocaleUpperCase(content.language)],
    [greeting],
    [lead],
    [...(isOff ? time.map((line) => `× ${line}`) : time), ...[elsewhere, before].filter((line) => line !== null)],
    facts.map(({ label, value }) => `${label}: ${value.replaceAll(/\s*\n\s*/g, '\n  ')}`),
    next ? [next.title, ...next.lines.map((line) => `- ${line}`)] : [],
    ...actions.map(({ label, url }) => [`${label}:`, url]),
    ['-- ', ...footer],
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}
