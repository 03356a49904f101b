import type { PetEvent } from '../../judge/petEvent.ts';
import { misplaced, untimelyVersions } from '../../judge/timeOrder.ts';
import { type Attempt, bodyOf, isRead, told } from './attempt.ts';
import { judgeGroup } from './judgeGroup.ts';
import { judgeRead } from './judgeRead.ts';
import { type Group, groupsOf, type PetRecord, petRecord } from './petRecord.ts';

/**
 * A writer gives up after seconds of lost races. One that lost a single race may have met a slow table; more than that
 * are conflicts that were none.
 */
const MOST_DOUBTS = 1;

/**
 * Everything in a history that no service could have answered that carries out one request after another: a sentence
 * each. `events` are all that were found in the end, by pet, in the order of their versions.
 *
 * Events carry their request's id, so the order of a pet's writes is known, and only has to be held against the times
 * at which each was sent and answered. What was seen of a pet, by a read, a refusal or a change that changed nothing,
 * needs a place in that order.
 */
export function judgeHistory(attempts: readonly Attempt[], events: ReadonlyMap<string, readonly PetEvent[]>): string[] {
  const all = [...events.values()].flat();
  const groups = groupsOf(
    attempts.filter((attempt) => !isRead(attempt)),
    all,
  );
  const reads = attempts.filter(isRead);
  const known = new Set(attempts.map(({ requestId }) => requestId));
  const petIds = new Set([...events.keys(), ...[...groups.map(petOf), ...reads.map(({ request }) => request.petId)]]);
  const records = [...petIds].flatMap((petId) =>
    petId === undefined
      ? []
      : petRecord(
          petId,
          events.get(petId) ?? [],
          groups.filter((group) => petOf(group) === petId),
          reads.filter(({ request }) => request.petId === petId),
        ),
  );
  const pets = records.map(judgePet);
  const doubts = pets.flatMap(({ doubts }) => doubts);
  return [
    ...all
      .filter(({ metadata }) => !known.has(metadata.requestId))
      .map(({ petId, version }) => `${petId} ${version} is of no request`),
    ...pets.flatMap(({ faults }) => faults),
    ...(doubts.length > MOST_DOUBTS ? doubts : []),
  ];
}

/** The pet that a group is about; undefined for a creation of a new one of which nothing was heard or found. */
function petOf({ attempts, events }: Group): string | undefined {
  const named = attempts[0]!.request.petId ?? events[0]?.petId;
  return named ?? attempts.map((attempt) => bodyOf(attempt)?.petId as string | undefined).find((petId) => petId);
}

function judgePet(record: PetRecord): { faults: string[]; doubts: string[] } {
  const { petId, events, spans } = record;
  const judged = [
    ...record.groups.map((group) => judgeGroup(group, record)),
    ...record.reads.map((read) => judgeRead(read, record)),
  ];
  const sights = judged.flatMap((one) => one.sights);
  const outOfPlace = [
    ...misplaced(
      spans,
      sights.filter(({ trails }) => !trails),
    ),
    ...misplaced(
      spans,
      sights.filter(({ trails }) => trails),
      true,
    ),
  ];
  const faults = [
    ...events
      .filter(({ version }, index) => version !== index + 1)
      .map(({ version }) => `${petId} ${version} follows a gap`),
    ...untimelyVersions(spans).map((version) => `${petId} ${version} was stored out of the order of time`),
    ...judged.flatMap(({ faults }) => faults),
    ...outOfPlace.map(({ attempt, what }) => `${told(attempt)}: ${what}`),
  ];
  return { faults, doubts: judged.flatMap(({ doubts = [] }) => doubts) };
}
