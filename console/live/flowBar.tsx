import { duration } from '../frame/duration.ts';
import type { Attempt, Flow } from './flow.ts';
import { flowEnd } from './flowEnd.ts';
import { type FlowSteps, flowSteps } from './flowSteps.ts';

/**
 * A flow in time, in three lanes: the command, the projection of the row, the publication. A thin line is waiting. What
 * runs past the scale says at the edge when it ends.
 */
export function FlowBar({ flow, scale }: { flow: Flow; scale: number }) {
  const steps = flowSteps(flow);
  const end = flowEnd(flow);
  const x = (ms: number) => `${(ms / scale) * 100}%`;
  const lane = (attempts: Attempt[], y: number, kind: string) => {
    const segments = attempts.map(({ startedAt, endedAt, attempt, error }) => ({
      attempt,
      from: Math.max(0, startedAt - steps.startedAt),
      to: Math.max(0, endedAt - steps.startedAt),
      kind: error === null ? kind : 'failed',
    }));
    const last = segments.at(-1);
    return (
      <>
        {last && <line class={`waiting ${kind}`} x1={x(steps.recorded ?? 0)} x2={x(last.from)} y1={y + 3} y2={y + 3} />}
        {segments.map(({ attempt, from, to, kind }) => (
          <rect
            key={`${attempt} ${from}`}
            class={kind}
            x={x(Math.min(from, scale * 0.99))}
            width={x(Math.max(to - from, scale / 100))}
            y={y}
            height={6}
            rx={2}
          />
        ))}
      </>
    );
  };
  return (
    <div class="track">
      <svg class="bar" height={30} role="img" aria-label={spoken(steps)}>
        {steps.answered !== null && <rect class="command" x={0} width={x(steps.answered)} y={1} height={6} rx={2} />}
        {lane(flow.projections, 12, 'projected')}
        {lane(flow.publications, 23, 'published')}
        {steps.recorded !== null && flow.projections.length + flow.publications.length > 0 && (
          <line class="recorded" x1={x(steps.recorded)} x2={x(steps.recorded)} y1={0} y2={30} />
        )}
      </svg>
      {end > scale && <span class="clipped">→ {duration(end)}</span>}
    </div>
  );
}

const spoken = ({ answered, projected, published }: FlowSteps): string =>
  Object.entries({ answered, projected, published })
    .map(([step, ms]) => (ms === null ? `not ${step} yet` : `${step} after ${duration(ms)}`))
    .join(', ');
