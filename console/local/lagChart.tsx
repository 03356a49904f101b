import { counted } from '../frame/counted.ts';
import { duration } from '../frame/duration.ts';
import { KEPT_MS, type LagSample } from './useLagSamples.ts';

const [WIDTH, HEIGHT] = [300, 40];

/** How far a consumer was behind with each batch of the last minutes: a bar for each, the newest at the right. */
export function LagChart({ samples }: { samples: readonly LagSample[] }) {
  if (samples.length === 0) return null;
  const now = Date.now();
  const most = Math.max(...samples.map(({ ms }) => ms));
  return (
    <figure class="lag">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Behind by ${duration(most)} at most, in ${counted(samples.length, 'sample')}`}
      >
        {samples.map(({ at, ms }) => {
          const height = Math.max(2, (ms / Math.max(most, 1)) * HEIGHT);
          const x = Math.max(0, (1 - (now - at) / KEPT_MS) * WIDTH - 3);
          return <rect key={at} x={x} y={HEIGHT - height} width={3} height={height} />;
        })}
      </svg>
      <figcaption class="small">
        <span>5 min ago</span>
        <span>at most {duration(most)} behind</span>
        <span>now</span>
      </figcaption>
    </figure>
  );
}
