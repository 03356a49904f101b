import type { Observation } from '../simulation.ts';
import type { Timeline } from '../timeline.ts';

/** One thing that the service promises, and how a run is searched for breaches of it: a sentence for each. */
export interface ServicePromise {
  name: string;
  breaches(observation: Observation, timeline: Timeline): string[];
}
