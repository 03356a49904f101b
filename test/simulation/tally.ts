import type { Outcome } from './runSeed.ts';

/** What happened in many runs, in numbers by name. */
export type Tally = Record<string, Record<string, number>>;

/** The numbers of one run. */
export function tallyOf({ observation, violations }: Outcome): Tally {
  const { calls, commits, messages, faults, stream, operations, steps } = observation;
  const streams = Object.values(stream);
  const sum = (name: 'deliveries' | 'duplicated' | 'reordered' | 'expired' | 'poisoned') =>
    streams.reduce((total, counts) => total + counts[name], 0);
  return {
    totals: { runs: 1, calls: calls.length, events: commits.length, messages: messages.length, steps },
    answers: counted(calls.map(({ answer }) => String(answer?.status ?? 'none'))),
    requests: operations,
    'faults of requests': counted(faults.map(({ kind }) => kind)),
    'faults of streams': {
      deliveries: sum('deliveries'),
      duplicated: sum('duplicated'),
      reordered: sum('reordered'),
      expired: sum('expired'),
      poisoned: sum('poisoned'),
    },
    violations: counted(violations.map(({ promise }) => promise)),
  };
}

export function addTally(total: Tally, more: Tally): void {
  for (const [group, counts] of Object.entries(more)) {
    total[group] ??= {};
    for (const [name, count] of Object.entries(counts)) total[group][name] = (total[group][name] ?? 0) + count;
  }
}

function counted(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
