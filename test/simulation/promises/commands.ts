import { isDeepStrictEqual } from 'node:util';
import { type Decision, decide, type PetCommand } from '../../../src/domain/decide.ts';
import { inReadingOrder } from '../../../src/domain/pet.ts';
import { parseIfMatch as ifMatch } from '../../../src/http/etagOf.ts';
import { petAfter, type RecordedPetEvent } from '../../../src/streams/petStream.ts';
import { type Call, isRefusal, isSuccess, isWrite } from '../history.ts';
import type { Observation } from '../simulation.ts';
import type { Timeline } from '../timeline.ts';
import type { ServicePromise } from './promise.ts';

/** All calls that ask for the same thing to be done once: those with the same key, or one without. */
const groups = ({ calls }: Observation): Call[][] => {
  const byKey = new Map<string, Call[]>();
  for (const call of calls.filter(isWrite)) {
    const key = call.request.key ?? call.requestId;
    byKey.set(key, [...(byKey.get(key) ?? []), call]);
  }
  return [...byKey.values()];
};

const eventsOf = ({ commits }: Observation, group: Call[]): { step: number; event: RecordedPetEvent }[] =>
  commits.filter(({ event }) => group.some(({ requestId }) => requestId === event.metadata.requestId));

const told = ({ requestId, request, answer, failure }: Call): string =>
  `${requestId} (${request.kind} ${request.petId ?? ''}) was answered with ${answer?.status ?? failure}`;

/** The command that a request is, for a pet at a version; undefined where it is refused before any decision. */
function commandAt({ request }: Call, timeline: Timeline, petId: string, version: number): PetCommand | undefined {
  const { kind, body = {} } = request;
  if (kind === 'create' || kind === 'createUnnamed') return { type: 'CreatePet', attributes: body };
  if (kind === 'update' || kind === 'put') return { type: 'UpdatePet', patch: body };
  if (kind === 'delete') return { type: 'DeletePet' };
  const isLive = timeline.state(petId, version).status === 'live';
  const past = timeline.event(petId, request.version ?? (isLive ? version : version - 1));
  return past?.state && past.version <= version ? { type: 'RestorePet', pet: past.state } : undefined;
}

/** What a request leads to at a version of the pet, by the rules alone: a decision, or the status of a refusal. */
function outcomeAt(call: Call, timeline: Timeline, petId: string, version: number): Decision | number {
  const command = commandAt(call, timeline, petId, version);
  const state = timeline.state(petId, version);
  if (!command) return version === 0 ? 404 : (call.request.version ?? 0) > version ? 404 : 400;
  const expects = ifMatch(call.request.ifMatch);
  const isOfVersion = state.status === 'live' || command.type === 'RestorePet';
  if (expects && version > 0 && isOfVersion && !expects(version)) return 412;
  const decision = decide(command, state);
  return decision.accepted ? decision : STATUS[decision.refusal.reason];
}

const STATUS = {
  'pet-exists': 409,
  'pet-not-found': 404,
  'pet-deleted': 410,
  'pet-too-large': 413,
  'pointers-too-long': 413,
  'invalid-pet': 400,
} as const;

export const acknowledgedIsStored: ServicePromise = {
  name: 'acknowledged commands are there',
  breaches(observation, timeline) {
    return groups(observation).flatMap((group) => {
      const own = eventsOf(observation, group);
      return group.filter(isSuccess).flatMap((call) => acknowledgementBreaches(call, group, own[0], timeline));
    });
  },
};

function acknowledgementBreaches(
  call: Call,
  group: Call[],
  own: { step: number; event: RecordedPetEvent } | undefined,
  timeline: Timeline,
): string[] {
  const { request, answer, end } = call;
  if (own && own.step > end) return [`${told(call)} before its event was stored`];
  const petId = (answer?.body?.petId as string | undefined) ?? request.petId!;
  if (own) {
    const saysOwn = request.kind === 'delete' || saysPet(answer?.body, own.event);
    return saysOwn ? [] : [`${told(call)}, with a pet that is not the one that its event made`];
  }
  // Nothing was stored: then there was nothing to do, at some time since the request was first sent.
  const begin = Math.min(...group.map((other) => other.begin));
  const candidates = timeline.versionsDuring(petId, { begin, end }).filter((version) => {
    const outcome = outcomeAt(call, timeline, petId, version);
    const nothingToDo = typeof outcome !== 'number' && outcome.accepted && outcome.event === null;
    return nothingToDo && (request.kind === 'delete' || saysPet(answer?.body, timeline.event(petId, version)));
  });
  return candidates.length > 0 ? [] : [`${told(call)}, but there is no event of it`];
}

function saysPet(body: unknown, event: RecordedPetEvent | undefined): boolean {
  const pet = event && petAfter(event);
  return pet !== undefined && pet !== null && isDeepStrictEqual(body, JSON.parse(JSON.stringify(inReadingOrder(pet))));
}

export const appliedOnce: ServicePromise = {
  name: 'a command is applied at most once',
  breaches: (observation) =>
    groups(observation)
      .filter((group) => group[0]!.request.key === undefined && eventsOf(observation, group).length > 1)
      .map(([call]) => `${told(call!)}, and was applied more than once`),
};

export const keyedOnce: ServicePromise = {
  name: 'an Idempotency-Key applies once',
  breaches(observation) {
    return groups(observation).flatMap((group) => {
      if (group[0]!.request.key === undefined) return [];
      const own = eventsOf(observation, group);
      if (own.length > 1) return [`${told(group[0]!)}, and its key was applied ${own.length} times`];
      const bodies = group.filter(isSuccess).map(({ answer }) => [answer!.status, answer!.body]);
      if (bodies.some((body) => !isDeepStrictEqual(body, bodies[0])))
        return [`${told(group[0]!)}, and otherwise when its key came again`];
      return group
        .filter((call) => isRefusal(call) && own[0] && call.begin > own[0].step)
        .map((call) => `${told(call)}, though it had been carried out before`);
    });
  },
};

export const decidedOnNewest: ServicePromise = {
  name: 'every change is decided on the newest state',
  breaches(observation, timeline) {
    const calls = new Map(observation.calls.map((call) => [call.requestId, call]));
    return observation.commits.flatMap(({ step, event }) => {
      const { streamId: petId, version, type, data, metadata } = event;
      const call = calls.get(metadata.requestId);
      if (!call) return [`the event ${petId} ${version} is of no request`];
      if (step < call.begin) return [`the event ${petId} ${version} was stored before it was asked for`];
      const outcome = outcomeAt(call, timeline, petId, version - 1);
      const follows =
        typeof outcome !== 'number' && outcome.accepted && isDeepStrictEqual(outcome.event, { type, data });
      return follows
        ? []
        : [`the event ${petId} ${version} of ${metadata.requestId} does not follow from version ${version - 1}`];
    });
  },
};

export const refusedForCause: ServicePromise = {
  name: 'a refusal is true, and leaves nothing',
  breaches(observation, timeline) {
    return groups(observation).flatMap((group) => {
      const own = eventsOf(observation, group);
      return group.filter(isRefusal).flatMap((call) => {
        if (own.some(({ event }) => event.metadata.requestId === call.requestId))
          return [`${told(call)}, and was carried out`];
        // What its own event did is no reason to refuse a request.
        const before = own[0]?.event.version ?? Number.POSITIVE_INFINITY;
        const petId = call.request.petId ?? '';
        const versions = timeline.versionsDuring(petId, call).filter((version) => version < before);
        return isTrue(call, timeline, petId, versions, observation)
          ? []
          : [`${told(call)}, and nothing was the reason`];
      });
    });
  },
};

function isTrue(call: Call, timeline: Timeline, petId: string, versions: number[], { faults }: Observation): boolean {
  const { status, headers } = call.answer!;
  const isContention = status === 409 && headers['retry-after'] !== undefined;
  if (isContention) {
    return (
      versions.length > 1 ||
      faults.some(({ kind, invocation }) => kind === 'transactionConflict' && invocation === call.invocation)
    );
  }
  return versions.some(
    (version) =>
      outcomeAt(call, timeline, petId, version) === status && (status !== 412 || headers.etag === `"${version}"`),
  );
}

export const realTimeOrder: ServicePromise = {
  name: 'versions are gapless and in real-time order',
  breaches(_, timeline) {
    return timeline.petIds.flatMap((petId) =>
      timeline
        .commits(petId)
        .flatMap(({ event }, index) =>
          event.version === index + 1 ? [] : [`${petId} ${event.version} was stored as number ${index + 1}`],
        ),
    );
  },
};
