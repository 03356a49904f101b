import type { PetCommand } from '../domain/decide.ts';
import type { PetAttributes } from '../domain/pet.ts';
import { PERSONAL_NAMES, withoutPersonal } from '../domain/splitPersonal.ts';
import type { GatewayEvent } from '../http/gatewayEvent.ts';
import { http } from '../http/http.ts';
import { parsePetId, parseVersion } from '../http/parseParameter.ts';
import { parsePreconditions } from '../http/parsePreconditions.ts';
import type { PetEventStore, RecordedPetEvent } from '../streams/petStream.ts';
import { type CommandParts, carryOut } from './carryOut.ts';
import type { CausedCommand } from './handleCommand.ts';
import type { RestoreRefusal } from './petDecider.ts';
import { petReply } from './petReply.ts';

/**
 * `POST /pets/{petId}/restore`: brings back a deleted pet as it was before the deletion; with `?version=n` makes any pet
 * again what it was at that version. 200 with the pet; if nothing would change, nothing is recorded. The event names the
 * one it restores as its `causationId`. A deleted pet has a version too: If-Match may name the deletion's.
 */
export const restorePet = (parts: CommandParts) =>
  http(async (event: GatewayEvent) => {
    const petId = parsePetId(event);
    const version = parseVersion(event);
    const command = (newest: RecordedPetEvent | undefined) => restoring(parts.store, newest, version);
    const task = { petId, command, expects: parsePreconditions(event), buildsOnEnd: true };
    return carryOut(parts, event, task, (restored) => petReply(event, 200, restored));
  });

async function restoring(
  store: PetEventStore,
  newest: RecordedPetEvent | undefined,
  wanted: number | undefined,
): Promise<CausedCommand<PetCommand, RestoreRefusal | { reason: 'pet-not-found' }>> {
  if (!newest) return { refusal: { reason: 'pet-not-found' } };
  const version = wanted ?? (newest.state ? newest.version : await lastLived(store, newest));
  // A version that came meanwhile was not there yet: what was erased since is only known of those up to the newest.
  const past = version < newest.version ? await store.at(newest.streamId, version) : newest;
  if (!past || version > newest.version)
    return { refusal: { reason: 'version-not-found', version, newest: newest.version } };
  if (!past.state) return { refusal: { reason: 'version-without-pet', version } };
  return { command: { type: 'RestorePet', pet: unerased(past, past.state, newest) }, causationId: past.eventId };
}

/** The version before the deletion. Personal data may have been erased after it. */
async function lastLived(store: PetEventStore, newest: RecordedPetEvent): Promise<number> {
  let deletion: RecordedPetEvent | undefined = newest;
  while (deletion && deletion.type !== 'PetDeleted') deletion = await store.at(newest.streamId, deletion.version - 1);
  return (deletion ?? newest).version - 1;
}

/** A past state without what was erased since, which the event may still have for a moment. */
function unerased({ version }: RecordedPetEvent, state: PetAttributes, { heldSince = {} }: RecordedPetEvent) {
  const erased = PERSONAL_NAMES.filter((name) => (heldSince[name] ?? Number.POSITIVE_INFINITY) > version);
  return withoutPersonal(state, erased);
}
