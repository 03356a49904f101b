import fc from 'fast-check';
import type { WholeMessage } from '../consumer/wholeMessage.ts';
import type { PetAttributes } from '../domain/pet.ts';
import { evolve, PET_EVENT_TYPES, type PetEvent, type PetEventType, petEvents } from '../domain/petEvents.ts';
import { withoutPersonal } from '../domain/splitPersonal.ts';
import { messageAttributesSchema } from '../messages/messagePet.ts';
import { MESSAGE_VERSION } from '../messages/messageVersion.ts';
import { schemaValues } from './schemaValues.ts';

/** A type of event that no consumer knows: the service may have more types one day. */
const LATER_TYPE = 'PetPraised';

/** A text that is nowhere else, so that it can be looked for. */
const text = fc.stringMatching(/^[0-9a-f]{16}$/);
const personal = fc.record(
  {
    ownerId: text,
    microchipId: text,
    notes: text,
    photoUrls: fc.array(text, { maxLength: 2 }),
    // One that the schema does not know.
    nickname: text,
  },
  { requiredKeys: [], noNullPrototype: true },
);
const attributes = fc
  .tuple(schemaValues(messageAttributesSchema), personal)
  .map(([pet, values]) => ({ ...withoutPersonal(pet as PetAttributes), ...values }));
/** Types that consumers look for, and others. */
const petType = fc.oneof(
  fc.constantFrom('dog', 'cat'),
  attributes.map(({ type }) => type),
);
/** New values for some attributes, and null where one that may be absent is removed. */
const changes = fc
  .tuple(attributes, fc.subarray(Object.keys(messageAttributesSchema.shape)))
  .map(([values, removed]) => {
    const { name, type, ...optional } = values;
    const nulls = removed.filter((key) => key !== 'name' && key !== 'type').map((key) => [key, null]);
    return { ...optional, ...Object.fromEntries(nulls) };
  });

/** The data of each type: as its schema says, but for data that is attributes, of which schemas of events say little. */
const attributeData: { [type: string]: fc.Arbitrary<object> } = {
  PetCreated: fc.tuple(attributes, petType).map(([pet, type]) => ({ pet: { ...pet, type } })),
  PetUpdated: changes.map((patch) => ({ changes: patch })),
};
const dataOf = fc.record(
  Object.fromEntries(
    PET_EVENT_TYPES.map((type) => [
      type,
      attributeData[type] ?? (schemaValues(petEvents[type].data) as fc.Arbitrary<object>),
    ]),
  ) as Record<PetEventType, fc.Arbitrary<object>>,
);

/** One turn of a history, whichever event can happen then. */
const turn = fc.record({
  choice: fc.nat(1000),
  data: dataOf,
  /** Often the same millisecond: the service then counts on. */
  pauseMs: fc.constantFrom(0, 0, 1, 50, 86_400_000),
  traceparent: fc.option(fc.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/), { nil: undefined }),
  isLater: fc.constantFrom(false, false, false, false, false, true),
});
type Turn = typeof turn extends fc.Arbitrary<infer T> ? T : never;

/** Two digits: a consumer may compare versions as text. */
const MAX_LENGTH = 12;

export interface HistoryOptions {
  /** How many versions a pet has at most: 12 unless set. */
  maxLength?: number;
  /** Whether there are events of a type that does not exist yet, as there may be for a consumer. */
  laterTypes?: boolean;
}

/** The messages of a pet that lived, in order: any history that the service could have recorded. */
export const petHistory = (petId: string, { maxLength = MAX_LENGTH, laterTypes = false }: HistoryOptions = {}) =>
  fc.array(turn, { minLength: 1, maxLength }).map((turns) => historyOf(petId, turns, laterTypes));

/** The histories of some pets. */
export const petHistories = ({ maxPets = 3, ...options }: HistoryOptions & { maxPets?: number } = {}) =>
  fc
    .integer({ min: 1, max: maxPets })
    .chain((count) => fc.tuple(...Array.from({ length: count }, (_, n) => petHistory(`pet-${n}`, options))));

const START = Date.UTC(2026, 0, 1);

function historyOf(petId: string, turns: readonly Turn[], laterTypes: boolean): WholeMessage[] {
  let state: PetAttributes | null = null;
  let createdAt = '';
  let time = START;
  return turns.map(({ choice, data, pauseMs, traceparent, isLater }, index) => {
    const version = index + 1;
    time += Math.max(pauseMs, 1);
    const occurredAt = new Date(time).toISOString();
    const type = laterTypes && isLater && index > 0 ? LATER_TYPE : possibleType(state, choice);
    const said = type === LATER_TYPE ? { by: 'a visitor' } : data[type as PetEventType];
    if (type !== LATER_TYPE) {
      const wasAlive: boolean = state !== null;
      state = evolve(state, { type, data: said } as PetEvent);
      if (!wasAlive) createdAt = occurredAt;
    }
    const pet = state && { petId, ...state, version, createdAt, updatedAt: occurredAt };
    const metadata = {
      eventId: eventIdOf(petId, version, time),
      petId,
      version,
      schemaVersion: MESSAGE_VERSION,
      occurredAt,
      actor: 'tester',
      correlationId: `correlation-${version}`,
      requestId: `request-${version}`,
      ...(traceparent !== undefined && { traceparent }),
    };
    return { source: 'pets', 'detail-type': type, detail: { metadata, data: said, pet } } as unknown as WholeMessage;
  });
}

function possibleType(state: PetAttributes | null, choice: number): PetEventType {
  const barred = state === null ? 'a live pet' : 'no live pet';
  const possible = PET_EVENT_TYPES.filter((type) => petEvents[type].happensTo !== barred);
  return possible[choice % possible.length]!;
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A ULID: the time in 10 digits of base 32, and 16 more that tell the events of a millisecond apart. */
function eventIdOf(petId: string, version: number, time: number): string {
  const digits = (value: number, length: number) =>
    [...value.toString(32).padStart(length, '0')].map((digit) => CROCKFORD[Number.parseInt(digit, 32)]).join('');
  const pet = [...petId].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) % 2 ** 40, 7);
  return digits(time, 10) + digits(pet, 8) + digits(version, 8);
}
