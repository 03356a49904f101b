import { isSameJson } from '../../judge/json.ts';
import type { PetEvent } from '../../judge/petEvent.ts';
import { shownPet } from '../../judge/petState.ts';
import { etagOf } from '../../judge/preconditions.ts';
import { verdictOn } from '../../judge/verdict.ts';
import { type Attempt, bodyOf, changeOf, isRefusal, isSuccess, told } from './attempt.ts';
import { type AttemptSight, isHonestFault, type Judged } from './judged.ts';
import type { Group, PetRecord } from './petRecord.ts';

/** What is wrong with the attempts to have one change made, and what they saw of the pet. */
export function judgeGroup(group: Group, record: PetRecord): Judged {
  const { attempts, events } = group;
  const [first, ...others] = attempts.filter(isSuccess);
  const [event, ...again] = events;
  const faults = [
    ...again.map(({ version }) => `${told(attempts[0]!)}, and was carried out again as version ${version}`),
    ...(event ? eventFaults(event, attempts, record) : []),
    ...others
      .filter((other) => !isSameAnswer(other, first!))
      .map((other) => `${told(other)}, and otherwise when its key came before`),
    ...attempts
      .filter(({ answer }) => answer && answer.status >= 500)
      .filter((attempt) => !isHonestFault(attempt))
      .map((attempt) => told(attempt)),
  ];
  if (first?.request.misusesKey) faults.push(`${told(first)}, and its key is that of another request`);
  const sights: AttemptSight[] = [];
  const doubts: string[] = [];
  if (first && event) faults.push(...acknowledgementFaults(first, event, record));
  if (first && !event) sights.push(unchanged(first, attempts, record));
  for (const refused of attempts.filter(isRefusal)) {
    const judged = judgeRefusal(refused, event, record);
    faults.push(...judged.faults);
    sights.push(...judged.sights);
    doubts.push(...(judged.doubts ?? []));
  }
  return { faults, sights, doubts };
}

/** An event must be what its request leads to at the version before it. */
function eventFaults(
  { type, data, version, petId, metadata }: PetEvent,
  attempts: readonly Attempt[],
  record: PetRecord,
) {
  const attempt = attempts.find(({ requestId }) => requestId === metadata.requestId)!;
  if (attempt.request.misusesKey) return [`${told(attempt)}, and was carried out under the key of another request`];
  const verdict = verdictOn(changeOf(attempt.request), record.states, version - 1);
  const wanted = { refusals: [], event: { type, data } };
  return isSameJson(verdict, wanted)
    ? []
    : [`${petId} ${version} does not follow from version ${version - 1}: ${told(attempt)}`];
}

/** The first success of a group must show the pet as the event left it. */
function acknowledgementFaults(attempt: Attempt, event: PetEvent, record: PetRecord): string[] {
  const petId = event.petId;
  const isShown = shows(attempt, record, event.version);
  const isPlaced = attempt.request.kind !== 'create' || attempt.answer!.headers.location === `/pets/${petId}`;
  return isShown && isPlaced ? [] : [`${told(attempt)}, which is not what its event ${petId} ${event.version} made`];
}

/** Whether the answer of a success is that of its kind of request, with the pet at a version. */
function shows(attempt: Attempt, { petId, states }: PetRecord, version: number): boolean {
  const { status, headers, text } = attempt.answer!;
  const { kind } = attempt.request;
  if (kind === 'delete') return status === 204 && text === '' && states[version]!.pet === null;
  const pet = shownPet(petId, states[version]!);
  return (
    status === (kind === 'create' ? 201 : 200) &&
    headers.etag === etagOf(version) &&
    pet !== null &&
    isSameJson(bodyOf(attempt), pet)
  );
}

/** A success without an event: there was nothing to do, at some moment since it was first asked for. */
function unchanged(first: Attempt, attempts: readonly Attempt[], record: PetRecord): AttemptSight {
  return {
    attempt: first,
    what: 'there is no event of it, and it was never so already',
    begin: Math.min(...attempts.map(({ begin }) => begin)),
    end: first.end,
    trails: false,
    fits(version) {
      const { refusals, event } = verdictOn(changeOf(first.request), record.states, version);
      return refusals.length === 0 && event === null && shows(first, record, version);
    },
  };
}

function judgeRefusal(refused: Attempt, event: PetEvent | undefined, record: PetRecord): Judged {
  const { requestId, request, answer, begin, end } = refused;
  const { status, headers } = answer!;
  if (event?.metadata.requestId === requestId)
    return { faults: [`${told(refused)}, and was carried out all the same`], sights: [] };
  if (request.misusesKey || status === 422) {
    const isRight = request.misusesKey && status === 422;
    return {
      faults: isRight
        ? []
        : [`${told(refused)}, and its key ${request.misusesKey ? 'is' : 'is not'} another request's`],
      sights: [],
    };
  }
  if (status === 409 && headers['retry-after'] !== undefined) {
    const faults = hasRivals(refused, record) ? [] : [`${told(refused)}, and nobody else wrote`];
    const doubts = winners(refused, record) < 2 ? [`${told(refused)}, and lost one race at most`] : [];
    return { faults, sights: [], doubts };
  }
  const sight: AttemptSight = {
    attempt: refused,
    what: 'nothing was the reason',
    begin,
    end,
    trails: false,
    // What its own event did is no reason to refuse a request.
    fits: (version) =>
      version < (event?.version ?? Number.POSITIVE_INFINITY) &&
      verdictOn(changeOf(request), record.states, version).refusals.includes(status) &&
      (status !== 412 || headers.etag === etagOf(version)),
  };
  return { faults: [], sights: [sight] };
}

/** Whether another request to change the pet was under way at the same time. */
const hasRivals = ({ requestId, begin, end }: Attempt, { groups }: PetRecord): boolean =>
  groups.some(({ attempts }) =>
    attempts.some((other) => other.requestId !== requestId && other.begin <= end && other.end >= begin),
  );

/** How many changes of others can have come first while a request was under way. */
const winners = ({ begin, end }: Attempt, { spans }: PetRecord): number =>
  spans.filter((span) => span.begin <= end && span.end >= begin).length;

/** All repetitions of a key get the same answer, byte by byte. */
const isSameAnswer = ({ answer: a }: Attempt, { answer: b }: Attempt): boolean =>
  a!.status === b!.status &&
  a!.text === b!.text &&
  a!.headers.etag === b!.headers.etag &&
  a!.headers.location === b!.headers.location;
