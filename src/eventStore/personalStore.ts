import type { JsonObject } from '../domain/jsonValue.ts';

/** The personal values of stored events: all that can ever be removed from them. */
export interface PersonalStore {
  /** The stream's items below a version as they are stored, strongly consistent, newest first. */
  itemsBelow(streamId: string, version: number): AsyncIterable<JsonObject>;
  /** Removes the values of these commitments from one item; what is gone already is left alone. */
  remove(streamId: string, version: number, commitments: readonly string[]): Promise<void>;
}
