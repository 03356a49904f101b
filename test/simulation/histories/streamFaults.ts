import type { Random } from '../random.ts';

const FUNCTIONS = ['projectPets', 'publishPets'] as const;
const KINDS = ['fail', 'delay', 'duplicate', 'partial'] as const;

/** What is held up when a kill comes is still to be done after it. */
const HOLDUP = { kind: 'delay', ms: 2_000 } as const;

/** Asks the local service for some faults of its streams and its bus, and counts them by kind. */
export async function planFaults(url: string, random: Random, counts: Record<string, number>): Promise<void> {
  for (const at of [...FUNCTIONS, 'bus'] as const) {
    for (const kind of random.shuffled(KINDS).slice(0, 2)) {
      const next = 1 + random.below(kind === 'delay' ? 2 : 4);
      await plan(url, { at, kind, next, ms: 100 + random.below(400), share: random.one([0.2, 0.5, 1]) }, counts);
    }
  }
}

/** Has the streams' next batches wait, and nothing else happen to them. */
export async function holdUpStreams(url: string, counts: Record<string, number>): Promise<void> {
  await endFaults(url);
  for (const at of FUNCTIONS) await plan(url, { at, ...HOLDUP, next: 1 }, counts);
}

export async function endFaults(url: string): Promise<void> {
  await fetch(`${url}/_local/faults`, { method: 'DELETE' });
}

async function plan(
  url: string,
  fault: { at: string; kind: string; next: number; ms: number; share?: number },
  counts: Record<string, number>,
): Promise<void> {
  const response = await fetch(`${url}/_local/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fault),
  });
  if (response.status !== 200) throw new Error(`The fault was refused: ${await response.text()}`);
  const name = `${fault.at} ${fault.kind}`;
  counts[name] = (counts[name] ?? 0) + fault.next;
}
