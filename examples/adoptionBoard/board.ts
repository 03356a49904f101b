import { type SequencedOptions, sequenced, type WholeMessage } from 'pets-service/consumer';

/** What the board shows of a pet: nothing, if it does not wait for a home. */
export type Shown = { onBoard: 'yes'; name: string; type: string } | { onBoard?: never };

export const show = ({ detail: { pet } }: WholeMessage): Shown =>
  pet && (pet.status ?? 'available') === 'available' ? { onBoard: 'yes', name: pet.name, type: pet.type } : {};

/** Keeps the board: it needs only the newest event of each pet. */
export const board = (parts: Omit<SequencedOptions<Shown>, 'gaps'>) => sequenced(show, { ...parts, gaps: 'skip' });
