import type { Attempt, Flow } from './flow.ts';

export interface FlowNote {
  text: string;
  isFailure: boolean;
}

/** What went wrong on a flow's way, or happened twice. */
export function flowNotes({ projections, publications, messages }: Flow): FlowNote[] {
  return [
    ...stepNotes('projectPets', projections),
    ...stepNotes('publishPets', publications),
    ...(messages.length > 1
      ? [{ text: `${messages.length} messages of one event: consumers deduplicate on eventId`, isFailure: false }]
      : []),
  ];
}

function stepNotes(name: string, attempts: readonly Attempt[]): FlowNote[] {
  const failures = attempts.filter(({ error }) => error !== null);
  const last = failures.at(-1);
  if (!last) return [];
  const isDone = attempts.some(({ error }) => error === null);
  const times = failures.length === 1 ? 'failed once' : `failed ${failures.length} times`;
  const text = `${name} ${times} (${last.error}), ${isDone ? 'then recovered' : 'and is being retried'}`;
  return [{ text, isFailure: true }];
}
