import type { Random } from '../random.ts';

const FUNCTIONS = ['projectPets', 'publishPets'] as const;
const KINDS = ['fail', 'delay', 'duplicate', 'partial'] as const;

/** Asks the local service for some faults of its streams and its bus, and counts them by kind. */
export async function planFaults(url: string, random: Random, counts: Record<string, number>): Promise<void> {
  for (const at of [...FUNCTIONS, 'bus'] as const) {
    // A slow start leaves work behind for the kill that follows.
    for (const kind of random.shuffled(KINDS).slice(0, 2)) {
      const next = 1 + random.below(kind === 'delay' ? 2 : 4);
      const fault = { at, kind, next, ms: 100 + random.below(400), share: random.one([0.2, 0.5, 1]) };
      const response = await fetch(`${url}/_local/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(fault),
      });
      if (response.status !== 200) throw new Error(`The fault was refused: ${await response.text()}`);
      counts[`${at} ${kind}`] = (counts[`${at} ${kind}`] ?? 0) + next;
    }
  }
}
