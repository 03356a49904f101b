import { isSameJson, type JsonObject } from './json.ts';
import { mergePatch } from './mergePatch.ts';
import { changesOf } from './personal.ts';
import { isPortable, isTooLarge, ownAttributes, wrongMembers } from './petRules.ts';
import type { PetState } from './petState.ts';
import { type Conditions, conditionsHold } from './preconditions.ts';

/** A request to change a pet. PUT and PATCH are both updates. */
export interface Change extends Conditions {
  kind: 'create' | 'update' | 'delete' | 'restore';
  body?: JsonObject | undefined;
  /** The version to restore; by default the one before the deletion. */
  version?: number | undefined;
}

export interface Verdict {
  /** Every status that would be a true refusal, in any order; none where the change succeeds. */
  refusals: number[];
  /** What a change that succeeds leads to; null where it changes nothing. */
  event: { type: string; data: JsonObject } | null;
}

/** What a change means for a pet whose newest version is `version`, by the contract. `states` is its past from 0 on. */
export function verdictOn(change: Change, states: readonly PetState[], version: number): Verdict {
  const { kind, body = {} } = change;
  const { pet } = states[version]!;
  const refusals: number[] = [];
  const holds = conditionsHold(change, version);
  if (holds === undefined || !isPortable(body)) refusals.push(400);
  // A condition counts where the request would succeed without it, and a deletion is built on by a restore only.
  const isConditional = kind !== 'create' && (pet !== null || (kind === 'restore' && version > 0));
  if (isConditional && holds === false) refusals.push(412);

  const wanted = wantedPet(change, states, version, refusals);
  if (wanted && wrongMembers(wanted).length > 0) refusals.push(400);
  if (wanted && isTooLarge(wanted)) refusals.push(413);
  return { refusals, event: refusals.length > 0 ? null : eventTo(pet, wanted) };
}

/** The attributes that the change wants the pet to have; null for none. What stands against it goes to `refusals`. */
function wantedPet(
  { kind, body = {}, version: wanted }: Change,
  states: readonly PetState[],
  version: number,
  refusals: number[],
): JsonObject | null {
  const { pet } = states[version]!;
  if (kind === 'create') {
    if (pet) refusals.push(409);
    return mergePatch({}, ownAttributes(body)) as JsonObject;
  }
  if (version === 0) {
    refusals.push(404);
    return null;
  }
  if (kind === 'delete') return null;
  if (kind === 'update') {
    if (!pet) refusals.push(410);
    return pet && (mergePatch(pet, ownAttributes(body)) as JsonObject);
  }
  const past = wanted ?? (pet ? version : version - 1);
  if (past > version) refusals.push(404);
  else if (!states[past]!.pet) refusals.push(400);
  return past > version ? null : states[past]!.pet;
}

function eventTo(before: JsonObject | null, after: JsonObject | null): Verdict['event'] {
  if (!after) return before && { type: 'PetDeleted', data: {} };
  if (!before) return { type: 'PetCreated', data: { pet: after } };
  return isSameJson(before, after) ? null : { type: 'PetUpdated', data: { changes: changesOf(before, after) } };
}
