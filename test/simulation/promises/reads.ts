import { isSameJson } from '../../judge/json.ts';
import { shownPet } from '../../judge/petState.ts';
import type { Call } from '../history.ts';
import type { Observation } from '../simulation.ts';
import type { Timeline } from '../timeline.ts';
import type { ServicePromise } from './promise.ts';

const answered = ({ calls }: Observation, kind: string): Call[] =>
  calls.filter(({ request, answer }) => request.kind === kind && answer !== undefined && answer.status < 500);

/** Whether an answer is what a pet looks like at a version: 404 before there is one, 410 after a deletion. */
function shows({ answer }: Call, timeline: Timeline, petId: string, version: number): boolean {
  const pet = shownPet(petId, timeline.state(petId, version));
  if (!pet) return answer!.status === (version === 0 ? 404 : 410);
  return answer!.status === 200 && isSameJson(answer!.body, pet);
}

const told = (call: Call, what: string): string => {
  const version = call.answer?.body?.version;
  return `${call.requestId} of ${call.request.petId} read ${call.answer?.status} ${version === undefined ? '' : `at version ${version}`}: ${what}`;
};

export const strongReads: ServicePromise = {
  name: 'a strong read is never behind',
  breaches: (observation, timeline) =>
    answered(observation, 'showStrong')
      .filter((call) => {
        const petId = call.request.petId!;
        return !timeline.versionsDuring(petId, call).some((version) => shows(call, timeline, petId, version));
      })
      .map((call) => told(call, 'the pet was not so while it was read')),
};

export const rowsNeverGoBack: ServicePromise = {
  name: 'a row never goes back, and a deleted pet never returns',
  breaches(observation, timeline) {
    const reads = answered(observation, 'show').map((call) => {
      const petId = call.request.petId!;
      const versions = [0, ...timeline.commits(petId).map(({ event }) => event.version)];
      const newest = timeline.versionAt(petId, call.end);
      return { call, petId, versions: versions.filter((v) => v <= newest && shows(call, timeline, petId, v)) };
    });
    /** The lowest version that each read can have seen, given what was seen before it began. */
    const lowest = new Map<Call, number>();
    return reads
      .sort((a, b) => a.call.end - b.call.end)
      .flatMap(({ call, petId, versions }) => {
        if (versions.length === 0) return [told(call, 'the pet was never so')];
        const before = reads.filter((other) => other.petId === petId && other.call.end < call.begin);
        const atLeast = Math.max(0, ...before.map((other) => lowest.get(other.call) ?? 0));
        const seen = versions.find((version) => version >= atLeast);
        lowest.set(call, seen ?? atLeast);
        return seen === undefined ? [told(call, `version ${atLeast} had been read before`)] : [];
      });
  },
};
