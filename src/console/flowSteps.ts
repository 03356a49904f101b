import type { Flow } from './flow.ts';

/** When each step of a flow was done, in milliseconds since its start; null for a step that was not seen (yet). */
export interface FlowSteps {
  /** Epoch milliseconds: the command's, else the event's. */
  startedAt: number;
  answered: number | null;
  recorded: number | null;
  projected: number | null;
  published: number | null;
}

export function stepsOf({ command, recordedAt, projections, publications, messages }: Flow): FlowSteps {
  const startedAt = command?.startedAt ?? recordedAt ?? messages[0] ?? publications[0]?.startedAt ?? 0;
  const since = (time: number | null | undefined) =>
    time === null || time === undefined ? null : Math.max(0, time - startedAt);
  return {
    startedAt,
    answered: since(command?.endedAt),
    recorded: since(recordedAt),
    projected: since(projections.find(({ error }) => error === null)?.endedAt),
    published: since(messages[0]),
  };
}

/** The middle of some numbers; null of none. */
export function median(numbers: readonly number[]): number | null {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  if (sorted.length === 0) return null;
  return Number.isInteger(middle) ? (sorted[middle - 1]! + sorted[middle]!) / 2 : sorted[Math.floor(middle)]!;
}

/** The first of 10, 20, 50, 100, ... milliseconds that holds four fifths of the ends: a few slow ones run out of the picture. */
export function scaleFor(ends: readonly number[]): number {
  const sorted = ends.toSorted((a, b) => a - b);
  const most = sorted[Math.floor((sorted.length - 1) * 0.8)] ?? 0;
  for (let power = 10; ; power *= 10) {
    for (const factor of [1, 2, 5]) if (power * factor >= most) return power * factor;
  }
}
