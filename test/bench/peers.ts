import { round } from './measure.ts';

/** Requests a second of two open products, measured once on a quiet machine with two cores like this one, and how many times that must be reached. */
export interface Peers {
  readonly easyAppointments: { readonly rate: number; readonly must: number };
  readonly nettu: { readonly rate: number; readonly must: number };
}

/** Our rate beside theirs. Their figures are of another run, so on a busy machine this says less than the ratios within one. */
export const toPeers = (rate: number, { easyAppointments, nettu }: Peers): Readonly<Record<string, unknown>> => ({
  ratio: 'to the peers, measured in another run',
  timesEasyAppointments: round(rate / easyAppointments.rate, 1),
  mustEasyAppointments: easyAppointments.must,
  timesNettu: round(rate / nettu.rate, 1),
  mustNettu: nettu.must,
});
