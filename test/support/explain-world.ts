import { expect } from 'vitest';
import { weekly, type Answer } from '../../core/testing/index.ts';
import { createRulesWorld, type RulesWorld } from './rules-world.ts';

/** An hour long, on the hour, up to the last minute. */
export const hour = { durationMinutes: 60, slotIntervalMinutes: 60, minNoticeMinutes: 0 };
/** Services of one person each are called like that person, and like what keeps them from being offered. */
const NAMES = ['Notice', 'Window', 'Hours', 'Off', 'Busy', 'Cap', 'Room', 'Grid', 'Anna', 'Ben', 'Cy', 'Dated'];

/** A business whose services are refused for one reason each, and the question of why not. Monday, 07:00 in Berlin. */
export interface ExplainWorld extends RulesWorld {
  /** Of somebody of the team. */
  idOf(name: string): string;
  service(name: string): string;
  /** As the owner; it must succeed. */
  done(method: string, path: string, body?: unknown): Promise<Answer['json']>;
  /** One of the team's questions below `/availability`, about a service. */
  availability(what: string, service: string, query: Record<string, string>): Promise<Answer>;
  explain(service: string, startsAt: string, query?: Record<string, string>): Promise<Answer['json']>;
}

export async function createExplainWorld(): Promise<ExplainWorld> {
  const world = await createRulesWorld({
    rooms: [{ name: 'Red' }],
    staff: NAMES.map((name) => ({ name, weekly: weekly([1, 2, 3, 4, 5, 6, 7], '09:00-12:00') })),
    services: [
      ...['Hours', 'Off', 'Busy', 'Cap', 'Grid', 'Cy', 'Dated'].map((name) => ({ name, ...hour, staff: [name] })),
      { name: 'Notice', ...hour, minNoticeMinutes: 360, staff: ['Notice'] },
      { name: 'Window', ...hour, windowDays: 7, staff: ['Window'] },
      { name: 'Room', ...hour, staff: ['Room', 'Cy'], rooms: ['Red'] },
      { name: 'Away', ...hour, staff: ['Anna', 'Ben'] },
    ],
  });
  const service = (name: string): string => world.business.services[name] ?? name;
  const availability = (what: string, name: string, query: Record<string, string>): Promise<Answer> =>
    world.desk('GET', `/availability/${what}?${new URLSearchParams({ serviceId: service(name), ...query })}`);
  return {
    ...world,
    idOf: (name) => world.business.staff[name]!,
    service,
    availability,
    async done(method, path, body) {
      const answer = await world.desk(method, path, body);
      expect(answer.status < 300, answer.text).toBe(true);
      return answer.json;
    },
    async explain(name, startsAt, query = {}) {
      const answer = await availability('explain', name, { startsAt, ...query });
      expect(answer.status, answer.text).toBe(200);
      return answer.json;
    },
  };
}
