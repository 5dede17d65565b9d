import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { UserError } from '../../kernel/errors/errors.ts';
import { createBusiness } from '../../seed/create-business.ts';
import { createModel, PEOPLE, SLOTS, type Command, type Place } from '../../testing/bookings-model.ts';
import { assertSound, linkOf, ownerOf } from '../../testing/race-oracles.ts';
import { createRaceWorld, everyDay, NOW, type RaceWorld } from '../../testing/race-world.ts';
import { seededBelow } from '../../testing/seeded.ts';
import type { HoldView } from './holds.contract.ts';

// BOOKME_HISTORIES=5000 for the long run, BOOKME_SEED for the same again. A failure prints its seed and the shortest
// history that shows it.
const HISTORIES = Number(process.env['BOOKME_HISTORIES'] ?? 1000);
const SEED = Number(process.env['BOOKME_SEED'] ?? Date.now() % 1_000_000_007);
const STEPS = 40;
const FIRST = Date.parse('2026-11-23T10:00:00Z');
const HALF_HOUR = 1_800_000;
const BEFORE = NOW;

const PLAN = {
  name: 'Model',
  timeZone: 'UTC',
  staff: PEOPLE.map((name) => ({ name, weekly: everyDay })),
  services: [
    { name: 'book', durationMinutes: 30 },
    { name: 'ask', durationMinutes: 30, requiresApproval: true, pendingHolds: false },
  ],
};

let world: RaceWorld;
let now = BEFORE;
beforeAll(async () => {
  world = await createRaceWorld({ ...PLAN, slug: 'model' }, undefined, 4, { clock: { now: () => now } });
});
afterAll(() => world.drop());

const KINDS = 'book book book ask ask hold hold confirm confirm expire release cancel cancel move move move approve approve swap swap noShow off wait'.split(' ') as Command['kind'][]; // prettier-ignore

const historyOf = (seed: number): Command[] => {
  const random = seededBelow(seed);
  return Array.from({ length: 5 + random(STEPS - 4) }, () => {
    const place = { who: random(PEOPLE.length), slot: random(SLOTS) };
    const some = { booking: random(1000), other: random(1000), hold: random(1000) };
    return { kind: KINDS[random(KINDS.length)]!, ...place, ...some } as Command;
  });
};

const iso = (slot: number): string => new Date(FIRST + slot * HALF_HOUR).toISOString();
const TIME_OFF = {
  name: 'plan_time_off',
  text: 'insert into time_off (organization_id, resource_id, id, from_wall, to_wall) values ($1, $2, $3, $4, $5)',
};
const EXPIRE = {
  name: 'expire_hold',
  text: `update claims set expires_at = clock_timestamp() - interval '1 second' where organization_id = $1 and booking_id = $2 and expires_at is not null`,
};
const STORED = {
  name: 'stored',
  text: 'select id, status, starts_at, staff_id from bookings where organization_id = $1',
};

/** The same commands to the services, in a business of their own. */
async function createReal() {
  const business = await createBusiness(world.db, { ...PLAN, slug: `m-${randomUUID()}` });
  const { organizationId } = business;
  const owner = ownerOf(business);
  const ids: string[] = [];
  const holds: HoldView[] = [];
  const staffOf = ({ who }: Place): string => business.staff[PEOPLE[who]!]!;
  const { bookings } = world;
  now = BEFORE;
  let begun = -1;

  const book = async (service: string, place: Place, hold?: HoldView) => {
    const { booking } = await bookings.book(
      {
        ...world.ask('book', iso(place.slot)),
        ...{ serviceId: business.services[service]!, staffId: staffOf(place) },
        ...(hold ? { hold: { id: hold.id, token: hold.token } } : {}),
      },
      null,
    );
    ids.push(booking.id);
  };

  async function act(command: Command): Promise<unknown> {
    switch (command.kind) {
      case 'book':
      case 'ask':
        return book(command.kind, command);
      case 'hold':
        return holds.push(
          await bookings.holds.hold({
            serviceId: business.services['book']!,
            startsAt: iso(command.slot),
            staffId: staffOf(command),
          }),
        );
      case 'confirm': {
        const held = holds[command.hold]!;
        const who = PEOPLE.findIndex((name) => name === held.staff.name);
        return book('book', { who, slot: (Date.parse(held.startsAt) - FIRST) / HALF_HOUR }, held);
      }
      case 'expire':
        return world.db.tenant(organizationId, (sql) => sql.query(EXPIRE, [organizationId, holds[command.hold]!.id]));
      case 'release': {
        const { id, token } = holds[command.hold]!;
        return bookings.holds.release({ id, token });
      }
      case 'off': {
        const walls = [iso(command.slot), iso(command.slot + 1)].map((at) => at.slice(0, 16));
        return world.db.tenant(organizationId, (sql) =>
          sql.query(TIME_OFF, [organizationId, staffOf(command), randomUUID(), ...walls]),
        );
      }
      case 'wait':
        return void (now = FIRST + ++begun * HALF_HOUR + 600_000);
      case 'cancel':
        return bookings.cancel({ reason: '' }, linkOf(business, ids[command.booking]!), null);
      case 'move':
        return bookings.move(
          { startsAt: iso(command.slot), staffId: staffOf(command) },
          linkOf(business, ids[command.booking]!),
          null,
        );
      case 'approve':
        return bookings.desk.confirm(ids[command.booking]!, { notify: false }, owner, null);
      case 'noShow':
        return bookings.desk.noShow(ids[command.booking]!, { notify: false }, owner, null);
      case 'swap':
        return bookings.desk.swap(ids[command.booking]!, { withId: ids[command.other]!, notify: false }, owner, null);
    }
  }

  return {
    run: (command: Command): Promise<string> =>
      act(command).then(
        () => 'done',
        (error: unknown) => (error instanceof UserError ? error.code : String(error)),
      ),
    async stored() {
      const rows = await world.db.tenant(organizationId, (sql) =>
        sql.query<{ id: string; status: string; starts_at: Date; staff_id: string }>(STORED, [organizationId]),
      );
      return ids.map((id) => {
        const row = rows.find((one) => one.id === id)!;
        const who = PEOPLE.findIndex((name) => business.staff[name] === row.staff_id);
        return { who, slot: (row.starts_at.getTime() - FIRST) / HALF_HOUR, status: row.status };
      });
    },
  };
}

/** The first thing in which the two differ; null when they are alike. Commands that are about nothing are left out. */
async function difference(history: readonly Command[]): Promise<object | null> {
  const model = createModel();
  const real = await createReal();
  let waited = 0;
  for (const [step, drawn] of history.entries()) {
    const { bookings, holds } = model;
    if ('booking' in drawn && /cancel|move|approve|noShow|swap/.test(drawn.kind) && bookings.length === 0) continue;
    if (/confirm|expire|release/.test(drawn.kind) && holds.length === 0) continue;
    if (drawn.kind === 'wait' && ++waited >= SLOTS) continue;
    const command = {
      ...drawn,
      ...('booking' in drawn ? { booking: drawn.booking % bookings.length } : {}),
      ...('other' in drawn ? { other: drawn.other % bookings.length } : {}),
      ...('hold' in drawn ? { hold: drawn.hold % holds.length } : {}),
    };
    const [expected, answered] = [model.run(command), await real.run(command)];
    if (!expected.split(' or ').includes(answered)) return { step, command, expected, answered };
  }
  const expected = model.bookings.map(({ who, slot, status }) => ({ who, slot, status }));
  const stored = await real.stored();
  return JSON.stringify(expected) === JSON.stringify(stored) ? null : { expected, stored };
}

/** Leaves out what is not needed for the two to differ. */
async function shortest(history: Command[]): Promise<Command[]> {
  for (let index = history.length - 1; index >= 0; index--) {
    const shorter = history.toSpliced(index, 1);
    if (await difference(shorter)) history = shorter;
  }
  return history;
}

it(
  `${HISTORIES} histories of up to ${STEPS} commands leave what the model says, and every answer is its answer`,
  async () => {
    for (let index = 0; index < HISTORIES; index++) {
      const history = historyOf(SEED + index);
      if ((await difference(history)) === null) continue;
      const short = await shortest(history);
      expect({ seed: SEED + index, short, difference: await difference(short) }).toBeNull();
    }
    await assertSound(world);
  },
  60_000 + HISTORIES * 500,
);
