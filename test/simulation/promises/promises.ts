import type { Observation } from '../simulation.ts';
import { Timeline } from '../timeline.ts';
import {
  acknowledgedIsStored,
  appliedOnce,
  decidedOnNewest,
  keyedOnce,
  realTimeOrder,
  refusedForCause,
} from './commands.ts';
import { faultsAreTold } from './faults.ts';
import { consumersAgree, messagesComplete } from './messages.ts';
import type { ServicePromise } from './promise.ts';
import { rowsNeverGoBack, strongReads } from './reads.ts';
import { rebuildsDoNoHarm } from './rebuilds.ts';
import { historyIsWhole, listsHoldTheLive, rowsEqualFold, storedStays, streamsMoveOn } from './stored.ts';

/** What every run has to keep; docs/guarantees.md says the same to people. */
export const promises: readonly ServicePromise[] = [
  acknowledgedIsStored,
  appliedOnce,
  keyedOnce,
  refusedForCause,
  decidedOnNewest,
  realTimeOrder,
  historyIsWhole,
  storedStays,
  strongReads,
  rowsNeverGoBack,
  rowsEqualFold,
  listsHoldTheLive,
  streamsMoveOn,
  messagesComplete,
  consumersAgree,
  rebuildsDoNoHarm,
  faultsAreTold,
];

export interface Violation {
  promise: string;
  what: string;
}

/** Everything in a run that breaks a promise. */
export function violationsOf(observation: Observation): Violation[] {
  const timeline = new Timeline(observation.commits);
  return promises.flatMap(({ name, breaches }) =>
    breaches(observation, timeline).map((what) => ({ promise: name, what })),
  );
}
