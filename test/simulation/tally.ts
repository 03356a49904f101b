import type { Outcome } from './runSeed.ts';
import type { StreamCounts } from './streamSimulator.ts';

/** What happened in many runs, in numbers by name. */
export type Tally = Record<string, Record<string, number>>;

/** The numbers of one run. */
export function tallyOf({ observation, violations }: Outcome): Tally {
  const { calls, commits, deliveries, messages, rebuilds, faults, stream, operations, steps } = observation;
  const sum = (name: keyof StreamCounts) => Object.values(stream).reduce((total, counts) => total + counts[name], 0);
  const failed = deliveries.filter(({ failure }) => failure !== undefined);
  return {
    totals: {
      runs: 1,
      calls: calls.length,
      events: commits.length,
      deliveries: deliveries.length,
      messages: messages.length,
      rebuilds: rebuilds.length,
      steps,
    },
    answers: counted(calls.map(({ answer }) => String(answer?.status ?? 'none'))),
    requests: operations,
    'faults of requests': counted(faults.map(({ kind }) => kind)),
    'faults of streams': {
      duplicated: sum('duplicated'),
      reordered: sum('reordered'),
      expired: sum('expired'),
      poisoned: sum('poisoned'),
      bisected: failed.filter(({ records }) => records.length > 1).length,
      'in part': deliveries.filter(({ answer }) => reportsFailure(answer)).length,
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

const reportsFailure = (answer: unknown): boolean =>
  ((answer as { batchItemFailures: unknown[] } | null)?.batchItemFailures.length ?? 0) > 0;

function counted(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
