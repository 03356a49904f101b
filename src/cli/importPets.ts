import { decide } from '../domain/decide.ts';
import { type JsonObject, type JsonValue, sameJson } from '../domain/jsonValue.ts';
import { PET_ID } from '../domain/pet.ts';
import { portabilityViolations } from '../domain/portabilityViolations.ts';
import { chunked } from '../dynamo/chunked.ts';
import { newUlid } from '../eventStore/newUlid.ts';
import { recordEvent } from '../eventStore/recordEvent.ts';
import { petStream } from '../streams/petStream.ts';
import { appendItems, ITEMS_PER_REQUEST } from './appendItems.ts';
import { batched } from './linesOf.ts';
import type { Target } from './target.ts';

/** Requests under way at once. */
const CONCURRENCY = 8;

/** A pet of another system, and the id that it gets where it brings none. */
export interface ForeignPet {
  value: unknown;
  fallbackId?: string;
}

export interface ImportedPets {
  appended: number;
  /** Pets that an import before created, of the very same content. */
  existing: number;
  bad: number;
}

/**
 * Appends one PetCreated for each pet. A pet that can't be is reported with the reasons, and the others go on. May be run
 * again: a pet that was created from the same item is left as it is, whatever happened to it since.
 */
export async function importPets(
  target: Target,
  pets: AsyncIterable<ForeignPet>,
  report: (bad: { item: unknown; reasons: string[] }) => void,
  progress: (pets: number) => void,
): Promise<ImportedPets> {
  const result = { appended: 0, existing: 0, bad: 0 };
  const importId = `import-${newUlid()}`;
  const refuse = (item: unknown, reasons: string[]) => {
    result.bad++;
    report({ item, reasons });
  };

  const append = async (batch: { value: unknown; event: JsonObject }[]) => {
    const outcomes = await appendItems(
      target,
      batch.map(({ event }) => event),
    );
    for (const [index, appended] of outcomes.entries()) {
      const { value, event } = batch[index]!;
      if (appended.outcome === 'appended') result.appended++;
      else if (isSamePet(appended.item, event)) result.existing++;
      else refuse(value, [TAKEN]);
    }
  };

  for await (const batch of batched(pets, ITEMS_PER_REQUEST * CONCURRENCY)) {
    const events = new Map<unknown, { value: unknown; event: JsonObject }>();
    for (const pet of batch) {
      const created = creationOf(pet, importId);
      if ('reasons' in created) {
        refuse(pet.value, created.reasons);
        continue;
      }
      const { event } = created;
      const before = events.get(event.petId);
      if (!before) events.set(event.petId, { value: pet.value, event });
      else if (isSamePet(before.event, event)) result.existing++;
      else refuse(pet.value, [TAKEN]);
    }
    await Promise.all(chunked([...events.values()], ITEMS_PER_REQUEST).map(append));
    progress(result.appended + result.existing + result.bad);
  }
  return result;
}

const TAKEN = 'petId: another pet has this id';
const isSamePet = (a: JsonObject, b: JsonObject): boolean => sameJson(a.data, b.data);

/** The event that creates a pet, or why there can be none. The id is the item's `petId`, or its `id`. */
function creationOf(
  { value, fallbackId }: ForeignPet,
  requestId: string,
): { event: JsonObject } | { reasons: string[] } {
  if (!isJsonObject(value)) return { reasons: ['the item is not what JSON can carry'] };
  const { petId: ownId, ...others } = value;
  const { id, ...rest } = others;
  const given = ownId ?? id ?? fallbackId;
  const petId = typeof given === 'number' ? String(given) : given;
  if (typeof petId !== 'string' || !PET_ID.test(petId))
    return { reasons: ['petId: must be 1 to 64 letters, digits, - and _'] };
  const attributes = ownId === undefined ? rest : others;
  const violations = portabilityViolations(attributes);
  if (violations.length > 0) return { reasons: violations.map(({ pointer, message }) => `${pointer}: ${message}`) };

  const decision = decide({ type: 'CreatePet', attributes }, { status: 'none' });
  if (!decision.accepted) {
    const { refusal } = decision;
    const found = refusal.reason === 'invalid-pet' ? refusal.violations : [];
    return { reasons: [refusal.reason, ...found.map(({ pointer, message }) => `${pointer}: ${message}`)] };
  }
  const metadata = { actor: 'import', requestId, correlationId: requestId };
  return { event: recordEvent(petStream, petId, undefined, decision.event!, metadata, Date.now()).item };
}

const isJsonObject = (value: unknown): value is JsonObject =>
  isPlainObject(value) && Object.values(value).every((member) => isJson(member));

/** DynamoDB also has sets and bytes, and numbers that JavaScript has not. */
function isJson(value: unknown): value is JsonValue {
  if (value === null || ['string', 'boolean'].includes(typeof value)) return true;
  if (typeof value === 'number') return Number.isFinite(value);
  return Array.isArray(value) ? value.every(isJson) : isJsonObject(value);
}

const isPlainObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
