import { createModel, type Place } from './bookings-model.ts';

// Whether commands that were given at once did what they would have done one after the other, in some order. A command
// is named, and whatever it makes bears its name: numbers in order of making would differ from one order to the next.

export type Deed =
  | ({ readonly kind: 'book' | 'hold' } & Place)
  | ({ readonly kind: 'move'; readonly booking: string } & Place)
  | { readonly kind: 'cancel'; readonly booking: string }
  | { readonly kind: 'swap'; readonly booking: string; readonly other: string }
  | { readonly kind: 'confirm' | 'release'; readonly hold: string };

export interface Named {
  readonly name: string;
  readonly deed: Deed;
}

/** `from` and `to` count the calls and returns of all clients: whoever returned before another began came before it. */
export interface Answered extends Named {
  readonly answer: string;
  readonly from: number;
  readonly to: number;
}

/** What there is in the end. */
interface Outcome {
  readonly bookings: Readonly<Record<string, Place & { readonly status: string }>>;
  /** Those that still keep their time. */
  readonly holds: readonly string[];
}

/** A command about something that was never made: nobody asks for it, and there is one answer. */
export const NOTHING = 'nothing';

const sortedByName = <T>(entries: Iterable<[string, T]>): [string, T][] =>
  [...entries].sort(([one], [other]) => (one < other ? -1 : 1));

function createNamedModel() {
  const model = createModel();
  const bookings = new Map<string, number>();
  const holds = new Map<string, number>();

  function numbered(deed: Deed): Parameters<typeof model.run>[0] | null {
    const booking = 'booking' in deed ? bookings.get(deed.booking) : 0;
    const other = 'other' in deed ? bookings.get(deed.other) : 0;
    const hold = 'hold' in deed ? holds.get(deed.hold) : 0;
    if (booking === undefined || other === undefined || hold === undefined) return null;
    switch (deed.kind) {
      case 'book':
      case 'hold':
        return deed;
      case 'move':
        return { ...deed, booking };
      case 'cancel':
        return { kind: 'cancel', booking };
      case 'swap':
        return { kind: 'swap', booking, other };
      case 'confirm':
      case 'release':
        return { kind: deed.kind, hold };
    }
  }

  return {
    run({ name, deed }: Named): string {
      const command = numbered(deed);
      if (!command) return NOTHING;
      const answer = model.run(command);
      if (bookings.size < model.bookings.length) bookings.set(name, model.bookings.length - 1);
      if (holds.size < model.holds.length) holds.set(name, model.holds.length - 1);
      return answer;
    },
    /** @param isLast false: also which holds were used, which decides what comes of them */
    state(isLast: boolean): string {
      const entries = bookings.entries().map(([name, index]): [string, Outcome['bookings'][string]] => {
        const { who, slot, status } = model.bookings[index]!;
        return [name, { who, slot, status }];
      });
      const states = sortedByName(holds.entries().map(([name, index]) => [name, model.holds[index]!.state]));
      const live = states.filter(([, state]) => state === 'live').map(([name]) => name);
      return textOf(Object.fromEntries(entries), live) + (isLast ? '' : JSON.stringify(states));
    },
  };
}

const textOf = (bookings: Outcome['bookings'], holds: readonly string[]): string =>
  JSON.stringify([sortedByName(Object.entries(bookings)), holds.toSorted()]);

export interface History {
  /** Done one after the other, before the rest. */
  readonly before: readonly Answered[];
  /** Each in the order of one client. */
  readonly clients: readonly (readonly Answered[])[];
  readonly outcome: Outcome;
}

/** What a machine with too much to do answers, after tries that were all rolled back. */
const BUSY = new Set(['database.busy', 'availability.unsettled']);

/** Told to look again, since it changed whenever it was looked at, or to come back: nothing was done, in whatever order. */
const gaveUp = ({ deed, answer }: Answered): boolean =>
  BUSY.has(answer) ||
  (answer === 'booking.changed' && (deed.kind === 'move' || deed.kind === 'swap' || deed.kind === 'cancel'));

/** The names in an order that explains every answer and what there is in the end; null where no order does. */
export function serialOrder({ before, clients, outcome }: History): readonly string[] | null {
  const wanted = textOf(outcome.bookings, outcome.holds);
  const seen = new Set<string>();
  const total = before.length + clients.flat().length;

  /** The model after these commands; null where one of them would have been answered otherwise. */
  function after(order: readonly Answered[]): ReturnType<typeof createNamedModel> | null {
    const model = createNamedModel();
    for (const one of order) {
      if (gaveUp(one)) continue;
      if (!model.run(one).split(' or ').includes(one.answer)) return null;
    }
    return model;
  }

  function search(order: readonly Answered[], done: readonly number[]): readonly string[] | null {
    const model = after(order);
    if (!model) return null;
    if (order.length === total) return model.state(true) === wanted ? order.map(({ name }) => name) : null;
    // Two ways to the same state have the same future.
    const key = `${done.join()} ${model.state(false)}`;
    if (seen.has(key)) return null;
    seen.add(key);
    const next = clients.map((own, client) => own[done[client]!]);
    for (const [client, one] of next.entries()) {
      if (!one || next.some((other) => other && other.to < one.from)) continue;
      const found = search([...order, one], done.with(client, done[client]! + 1));
      if (found) return found;
    }
    return null;
  }

  return search(
    before,
    clients.map(() => 0),
  );
}
