import type { Attempt, Flow } from './flow.ts';

export interface FlowNote {
  text: string;
  isFailure: boolean;
}

/** What went wrong on a flow's way, or happened twice. */
export function flowNotes({ projections, publications, messages }: Flow): FlowNote[] {
  return [
    ...stepNotes('The row', 'written', projections),
    ...stepNotes('The message', 'sent', publications),
    ...(messages.length > 1
      ? [{ text: `The message was sent ${messages.length} times: consumers deduplicate on eventId.`, isFailure: false }]
      : []),
  ];
}

function stepNotes(what: string, done: string, attempts: readonly Attempt[]): FlowNote[] {
  const failures = attempts.filter(({ error }) => error !== null);
  const last = failures.at(-1);
  if (!last) return [];
  const success = attempts.find(({ error }) => error === null);
  const times = failures.length === 1 ? 'failed once' : `failed ${failures.length} times`;
  const after = success ? `then was ${done} at attempt ${success.attempt}` : 'and is being tried again';
  return [{ text: `${what} ${times}, ${after}. The reason: ${last.error}`, isFailure: true }];
}
