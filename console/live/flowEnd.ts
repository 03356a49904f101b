import type { Flow } from './flow.ts';
import { flowSteps } from './flowSteps.ts';

/** When the last that is known of a flow ended, failed attempts included: milliseconds since its start. */
export function flowEnd(flow: Flow): number {
  const { startedAt, answered } = flowSteps(flow);
  const ends = [...flow.projections, ...flow.publications].map(({ endedAt }) => endedAt - startedAt);
  return Math.max(0, answered ?? 0, ...ends);
}
