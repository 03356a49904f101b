import type { Attempt, Flow } from './flow.ts';

/** What did not go smoothly on a flow's way, in sentences. */
export function flowNotes({ projections, publications, messages }: Flow): string[] {
  return [
    ...stepNotes('projectPets', projections),
    ...stepNotes('publishPets', publications),
    ...(messages.length > 1 ? [`${messages.length} messages of one event: consumers deduplicate on eventId`] : []),
  ];
}

function stepNotes(name: string, attempts: readonly Attempt[]): string[] {
  const failures = attempts.filter(({ error }) => error !== null);
  const last = failures.at(-1);
  if (!last) return [];
  const isDone = attempts.some(({ error }) => error === null);
  const times = failures.length === 1 ? 'failed once' : `failed ${failures.length} times`;
  return [`${name} ${times} (${last.error}), ${isDone ? 'then recovered' : 'and is tried again'}`];
}
