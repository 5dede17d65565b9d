// What a picture shows; all times are minutes since 1970.

export interface Block {
  readonly from: number;
  readonly to: number;
  readonly kind: 'open' | 'away' | 'busy' | 'buffer' | 'planned';
  readonly label?: string;
}

export interface Cell {
  readonly from: number;
  readonly to: number;
  /** `offered` or the reason that the engine gives. */
  readonly says: string;
  readonly label: string;
}

export interface Row {
  readonly label: string;
  readonly note: string;
  readonly from: number;
  readonly to: number;
  /** What the clock shows at these instants. */
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
  readonly blocks: readonly Block[];
  readonly cells: readonly Cell[];
}

export interface Picture {
  readonly title: string;
  readonly description: string;
  readonly rows: readonly Row[];
}

/** The starts that a row offers, as its page tells them. */
export const offeredIn = ({ cells }: Row): string =>
  cells
    .filter(({ says }) => says === 'offered')
    .map(({ label }) => label)
    .join(' ');
