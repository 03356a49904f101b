import type { BusEvent } from '../../../infra/local/checkedEntries.ts';

export const pattern = { source: ['pets'], detail: { pet: { type: ['dog'] } } };

/** What the target received; it refuses dogs called Rex. */
export const received: BusEvent[] = [];

export async function handler(event: BusEvent): Promise<void> {
  const { name } = event.detail.pet as { name: string };
  if (name === 'Rex') throw new Error('no Rex here');
  received.push(event);
}
