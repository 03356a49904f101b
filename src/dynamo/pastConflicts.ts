import { Unavailable } from '../faults/unavailable.ts';
import { backOff } from './backOff.ts';

/** A transaction takes some milliseconds: these attempts take a third of a second. */
const ATTEMPTS = 10;
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 100;

/** Whether a request was refused because a transaction held its item. */
export const isConflict = (error: unknown): boolean =>
  error instanceof Unavailable && error.cause instanceof Error && error.cause.name === 'TransactionConflictException';

/** Sends a request again while a transaction holds its item, which the SDK does not. Throws `Unavailable` in the end. */
export async function pastConflicts<T>(send: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send();
    } catch (error) {
      if (attempt === ATTEMPTS || !isConflict(error)) throw error;
      await backOff(attempt, FIRST_PAUSE_MS, LONGEST_PAUSE_MS);
    }
  }
}
