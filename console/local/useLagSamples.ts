import { useEffect, useState } from 'preact/hooks';
import type { ConsumerStatus } from '../../src/client/news.ts';

/** How far a consumer was behind, in milliseconds, at a moment. */
export interface LagSample {
  at: number;
  ms: number;
}

export const KEPT_MS = 300_000;

/** The samples since the page was loaded, by consumer. They outlive the view. */
const seen = new Map<string, LagSample[]>();

/** A consumer's lag over the last minutes, as far as the page has seen it. One that has caught up has none. */
export function useLagSamples({ name, retrying, lagMs, position }: ConsumerStatus): readonly LagSample[] {
  const [samples, setSamples] = useState(seen.get(name) ?? []);
  const eventId = position?.eventId;
  useEffect(() => {
    if (lagMs === null) return;
    const now = Date.now();
    const kept = [...(seen.get(name) ?? []), { at: now, ms: lagMs }].filter(({ at }) => at > now - KEPT_MS);
    seen.set(name, kept);
    setSamples(kept);
  }, [name, lagMs, eventId, retrying]);
  return samples;
}
