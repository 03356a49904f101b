import { NumberValue } from '@aws-sdk/lib-dynamodb';
import { decide } from '../domain/decide.ts';
import { type JsonObject, type JsonValue, pointerTo, sameJson } from '../domain/jsonValue.ts';
import { PET_ID } from '../domain/pet.ts';
import { portabilityViolations } from '../domain/portabilityViolations.ts';
import { chunked } from '../dynamo/chunked.ts';
import { fromItem } from '../eventStore/fromItem.ts';
import { newUlid } from '../eventStore/newUlid.ts';
import { recordEvent } from '../eventStore/recordEvent.ts';
import { petStream } from '../streams/petStream.ts';
import { appendItems, ITEMS_PER_REQUEST } from './appendItems.ts';
import { batched } from './linesOf.ts';
import type { Target } from './target.ts';

/** Requests under way at once. */
const CONCURRENCY = 8;

/** A pet of another system. */
export interface ForeignPet {
  value: unknown;
  /** The id that it gets where it brings none. */
  fallbackId?: string;
  /** The number of its line in a file. */
  line?: number;
  /** Why it can be no pet, where that is known before. */
  fault?: string;
}

/** What can't be a pet, and why. */
export interface BadPet {
  line?: number;
  item: unknown;
  reasons: string[];
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
  report: (bad: BadPet) => void,
  progress: (pets: number) => void,
): Promise<ImportedPets> {
  const result = { appended: 0, existing: 0, bad: 0 };
  const importId = `import-${newUlid()}`;
  const refuse = ({ value, line }: ForeignPet, reasons: string[]) => {
    result.bad++;
    report({ ...(line !== undefined && { line }), item: value, reasons });
  };

  const append = async (batch: { pet: ForeignPet; event: JsonObject }[]) => {
    const outcomes = await appendItems(
      target,
      batch.map(({ event }) => event),
    );
    for (const [index, appended] of outcomes.entries()) {
      const { pet, event } = batch[index]!;
      if (appended.outcome === 'appended') result.appended++;
      else if (isSamePet(appended.item, event)) result.existing++;
      else refuse(pet, [TAKEN]);
    }
  };

  for await (const batch of batched(pets, ITEMS_PER_REQUEST * CONCURRENCY)) {
    const events = new Map<unknown, { pet: ForeignPet; event: JsonObject }>();
    for (const pet of batch) {
      const created = creationOf(pet, importId, target.store.shards);
      if ('reasons' in created) {
        refuse(pet, created.reasons);
        continue;
      }
      const { event } = created;
      const before = events.get(event.petId);
      if (!before) events.set(event.petId, { pet, event });
      else if (isSamePet(before.event, event)) result.existing++;
      else refuse(pet, [TAKEN]);
    }
    await Promise.all(chunked([...events.values()], ITEMS_PER_REQUEST).map(append));
    progress(result.appended + result.existing + result.bad);
  }
  return result;
}

const TAKEN = 'petId: another pet has this id';
/** Stored items differ in the salts of their personal values. */
const isSamePet = (a: JsonObject, b: JsonObject): boolean =>
  sameJson(fromItem(petStream, a).data, fromItem(petStream, b).data);

/** The event that creates a pet, or why there can be none. The id is the item's `petId`, or its `id`. */
function creationOf(
  { value, fallbackId, fault }: ForeignPet,
  requestId: string,
  shards: number,
): { event: JsonObject } | { reasons: string[] } {
  if (fault !== undefined) return { reasons: [fault] };
  const number = inexactIn(value, '');
  if (number !== undefined) return { reasons: [number] };
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
  return { event: recordEvent(petStream, petId, undefined, decision.event!, metadata, Date.now(), shards).item };
}

const isJsonObject = (value: unknown): value is JsonObject =>
  isPlainObject(value) && Object.values(value).every((member) => isJson(member));

/** Where a table's item has a number that JavaScript has not, in a sentence. */
function inexactIn(value: unknown, pointer: string): string | undefined {
  if (value instanceof NumberValue)
    return `${pointer}: ${value.toString()} is not a number that JSON can carry exactly`;
  if (!Array.isArray(value) && !isPlainObject(value)) return undefined;
  for (const [key, member] of Object.entries(value)) {
    const found = inexactIn(member, pointerTo(pointer, key));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** DynamoDB also has sets and bytes, and numbers that JavaScript has not. */
function isJson(value: unknown): value is JsonValue {
  if (value === null || ['string', 'boolean'].includes(typeof value)) return true;
  if (typeof value === 'number') return Number.isFinite(value);
  return Array.isArray(value) ? value.every(isJson) : isJsonObject(value);
}

const isPlainObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
