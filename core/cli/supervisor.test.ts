import { expect, it, vi } from 'vitest';
import { createSupervisor, type Exit, type Running, type Service } from './supervisor.ts';

/** A service whose processes are promises: `end` lets the current one die. */
function fakeService(name: string, events: string[], needs: readonly string[] = []) {
  let end: (exit: Exit) => void = () => {};
  let pid = 0;
  const service: Service = {
    name,
    needs,
    graceMs: 1_000,
    async start(): Promise<Running> {
      const exited = new Promise<Exit>((resolve) => {
        end = resolve;
      });
      pid += 1;
      events.push(`start ${name} ${pid}`);
      const stop = async (graceMs?: number): Promise<void> => {
        events.push(`stop ${name} within ${graceMs}`);
        end({ code: 0, signal: null });
      };
      return { identity: { pid, started: 'now' }, exited, stop, lastLines: () => `last words of ${name}` };
    },
  };
  return { service, end: (exit: Exit = { code: 1, signal: null }) => end(exit) };
}

function supervised() {
  const events: string[] = [];
  const hopeless = vi.fn<(message: string) => void>();
  const note = (line: string): void => void events.push(line);
  const supervisor = createSupervisor({ note, onStarted: () => {}, onHopeless: hopeless, backoffMs: [1] });
  const times = (event: string): number => events.filter((line) => line.startsWith(event)).length;
  return { events, hopeless, supervisor, times };
}

it('starts a service again that ended, and says so', async () => {
  const { supervisor, events } = supervised();
  const api = fakeService('API', events);
  await supervisor.run(api.service);
  api.end({ code: null, signal: 'SIGKILL' });
  await vi.waitFor(() => expect(events).toContain('API runs again (process 2)'));
  expect(events).toContain('API ended (signal SIGKILL); starting it again in 0.001 s');
  await supervisor.stop([['API']]);
});

it('gives up after five ends within a minute, with the last words', async () => {
  const { supervisor, events, hopeless, times } = supervised();
  const api = fakeService('API', events);
  await supervisor.run(api.service);
  for (let run = 1; run <= 5; run += 1) {
    await vi.waitFor(() => expect(times('start API')).toBe(run));
    await vi.waitFor(() => expect(times('API runs again')).toBe(run - 1));
    api.end({ code: 3, signal: null });
  }
  await vi.waitFor(() => expect(hopeless).toHaveBeenCalledOnce());
  expect(hopeless.mock.lastCall?.[0]).toMatch(
    /API ended 5 times within a minute, last with exit code 3[^]*last words of API/,
  );
  expect(times('start API')).toBe(5);
});

it('counts a start that fails as an end', async () => {
  const { supervisor, events, hopeless } = supervised();
  const api = fakeService('API', events);
  let starts = 0;
  const start = (): Promise<Running> =>
    ++starts === 1 ? api.service.start() : Promise.reject(new Error('port taken'));
  await supervisor.run({ ...api.service, start });
  api.end();
  await vi.waitFor(() => expect(hopeless).toHaveBeenCalledOnce());
  expect(hopeless.mock.lastCall?.[0]).toContain('port taken');
});

it('does not start a service again before what it needs runs', async () => {
  const { supervisor, events, times } = supervised();
  const database = fakeService('PostgreSQL', events);
  let recover: () => void = () => {};
  const slow: Service = {
    ...database.service,
    async start() {
      if (events.includes('start PostgreSQL 1')) await new Promise<void>((resolve) => (recover = resolve));
      return database.service.start();
    },
  };
  const api = fakeService('API', events, ['PostgreSQL']);
  await supervisor.run(slow);
  await supervisor.run(api.service);
  database.end();
  await vi.waitFor(() => expect(times('PostgreSQL ended')).toBe(1));
  api.end();
  await vi.waitFor(() => expect(times('API ended')).toBe(1));
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(times('start API')).toBe(1);
  await vi.waitFor(() => {
    recover();
    expect(times('start API')).toBe(2);
  });
  expect(events.indexOf('start PostgreSQL 2')).toBeLessThan(events.indexOf('start API 2'));
  await supervisor.stop([['API'], ['PostgreSQL']]);
});

it('stops in order, each with its own grace, and starts nothing again', async () => {
  const { supervisor, events } = supervised();
  for (const name of ['PostgreSQL', 'API']) await supervisor.run(fakeService(name, events).service);
  events.length = 0;
  await supervisor.stop([['API'], ['PostgreSQL']]);
  expect(events).toEqual(['stop API within 1000', 'stop PostgreSQL within 1000']);
});

it('refuses the first start of a service that does not come up', async () => {
  const { supervisor } = supervised();
  const start = (): Promise<Running> => Promise.reject(new Error('no such file'));
  await expect(supervisor.run({ name: 'API', start, graceMs: 1 })).rejects.toThrow('no such file');
  await supervisor.stop([['API']]);
});
