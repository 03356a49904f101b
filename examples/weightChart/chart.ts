import { type SequencedOptions, sequenced, type WholeMessage } from 'pets-service/consumer';
import { traced } from './traced.ts';

/** What a pet weighed, and since when: oldest first, no weight twice in a row. */
export interface Chart {
  weights: { at: string; weightKg: number }[];
}

/** An item holds so many without being large. */
const MAX_WEIGHTS = 1_000;

export function addWeight({ detail: { metadata, pet } }: WholeMessage, { weights }: Chart = { weights: [] }): Chart {
  const weightKg = pet?.weightKg;
  if (weightKg === undefined || weightKg === weights.at(-1)?.weightKg) return { weights };
  return { weights: [...weights, { at: metadata.occurredAt, weightKg }].slice(-MAX_WEIGHTS) };
}

/** Keeps the charts: it needs every event, in order. */
export const weightChart = (parts: SequencedOptions<Chart>) => sequenced(traced(addWeight), parts);
