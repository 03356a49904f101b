import type { Flow } from './flow.ts';

/** When each step of a flow was done, in milliseconds since its start; null for a step not seen so far. */
export interface FlowSteps {
  /** Milliseconds since 1970: when the command started, or the first moment known. */
  startedAt: number;
  answered: number | null;
  recorded: number | null;
  projected: number | null;
  published: number | null;
}

export function flowSteps({ command, recordedAt, projections, publications, messages }: Flow): FlowSteps {
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
