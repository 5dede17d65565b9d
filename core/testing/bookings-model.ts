// What bookings are, in as few lines as can be read at once: the measure for the real services. One place is a person at
// one of eight half hours; everything fits into one.

export const SLOTS = 8;
export const PEOPLE = ['Ann', 'Bob'] as const;

type Status = 'pending' | 'confirmed' | 'cancelled' | 'no_show';
export interface Place {
  readonly who: number;
  readonly slot: number;
}
interface Booking extends Place {
  status: Status;
  holds: boolean;
}
interface Hold extends Place {
  state: 'live' | 'ended' | 'used';
}

/** `booking`, `other` and `hold` count those made so far, modulo how many there are. */
export type Command =
  | ({ readonly kind: 'book' | 'ask' | 'hold' | 'off' } & Place)
  | ({ readonly kind: 'move'; readonly booking: number } & Place)
  | { readonly kind: 'cancel' | 'approve' | 'noShow'; readonly booking: number }
  | { readonly kind: 'swap'; readonly booking: number; readonly other: number }
  | { readonly kind: 'confirm' | 'expire' | 'release'; readonly hold: number }
  | { readonly kind: 'wait' };

export interface Model {
  run(command: Command): string;
  readonly bookings: readonly Readonly<Booking>[];
  readonly holds: readonly Readonly<Hold>[];
}

const same = (one: Place, other: Place): boolean => one.who === other.who && one.slot === other.slot;

export function createModel(): Model {
  const bookings: Booking[] = [];
  const holds: Hold[] = [];
  const off: Place[] = [];
  let begun = -1;

  const isOpen = ({ status }: Booking): boolean => status === 'pending' || status === 'confirmed';
  const isTaken = (place: Place, except: readonly (Booking | Hold)[] = []): boolean =>
    bookings.some((one) => one.status !== 'cancelled' && one.holds && same(one, place) && !except.includes(one)) ||
    holds.some((one) => one.state === 'live' && same(one, place) && !except.includes(one));
  const isOff = (place: Place): boolean => off.some((one) => same(one, place));

  function refusal(place: Place, { desk = false, except = [] as (Booking | Hold)[] } = {}): string | null {
    if (!desk && place.slot <= begun) return 'booking.in_the_past';
    if (isOff(place)) return 'booking.outside_hours';
    return isTaken(place, except) ? 'booking.slot_taken' : null;
  }
  function run(command: Command): string {
    switch (command.kind) {
      case 'book':
      case 'ask': {
        const no = refusal(command);
        if (no) return no;
        const asks = command.kind === 'ask';
        bookings.push({ who: command.who, slot: command.slot, status: asks ? 'pending' : 'confirmed', holds: !asks });
        return 'done';
      }
      case 'hold': {
        const no = refusal(command);
        if (no) return no;
        holds.push({ who: command.who, slot: command.slot, state: 'live' });
        return 'done';
      }
      case 'off':
        off.push(command);
        return 'done';
      case 'wait':
        begun++;
        return 'done';
      case 'confirm': {
        const held = holds[command.hold]!;
        if (held.slot <= begun) return 'booking.in_the_past';
        if (isOff(held)) return 'booking.outside_hours';
        // Of one that was moved since, whose time is taken, either is told: that depends on what was remembered.
        if (held.state === 'used') return isTaken(held) ? 'hold.used or booking.slot_taken' : 'hold.used';
        if (isTaken(held, [held])) return 'booking.slot_taken';
        held.state = 'used';
        bookings.push({ who: held.who, slot: held.slot, status: 'confirmed', holds: true });
        return 'done';
      }
      case 'expire':
      case 'release': {
        const held = holds[command.hold]!;
        if (held.state === 'live') held.state = 'ended';
        return 'done';
      }
      case 'cancel': {
        const one = bookings[command.booking]!;
        if (!isOpen(one) || one.slot <= begun) return 'booking.closed';
        one.status = 'cancelled';
        return 'done';
      }
      case 'move': {
        const one = bookings[command.booking]!;
        if (!isOpen(one) || one.slot <= begun) return 'booking.closed';
        if (same(one, command)) return 'booking.same_time';
        const no = refusal(command, { except: [one] });
        if (no) return no;
        Object.assign(one, { who: command.who, slot: command.slot });
        return 'done';
      }
      case 'approve': {
        const one = bookings[command.booking]!;
        if (one.status !== 'pending') return 'booking.closed';
        const no = refusal(one, { desk: true, except: [one] });
        if (no) return no;
        Object.assign(one, { status: 'confirmed', holds: true });
        return 'done';
      }
      case 'noShow': {
        const one = bookings[command.booking]!;
        if (one.slot > begun) return 'booking.not_begun';
        if (one.status !== 'confirmed') return 'booking.closed';
        one.status = 'no_show';
        return 'done';
      }
      case 'swap': {
        const [one, other] = [bookings[command.booking]!, bookings[command.other]!];
        if (one === other) return 'booking.same_booking';
        if (!isOpen(one) || !isOpen(other)) return 'booking.closed';
        const no =
          refusal(other, { desk: true, except: [one, other] }) ?? refusal(one, { desk: true, except: [one, other] });
        if (no) return no;
        const { who, slot } = one;
        Object.assign(one, { who: other.who, slot: other.slot });
        Object.assign(other, { who, slot });
        return 'done';
      }
    }
  }
  return { run, bookings, holds };
}
