import type { EventStore } from '../eventStore/eventStore.ts';
import type { RecordedEvent } from '../eventStore/recordedEvent.ts';
import { type GatewayEvent, petIdOf } from '../http/gatewayEvent.ts';
import { http } from '../http/http.ts';
import { versionOf } from '../http/parseParameter.ts';
import { invalidParameter, petNotFound, versionNotFound } from '../http/problems.ts';
import type { CausedCommand } from './handleCommand.ts';
import { carryOut } from './petCommand.ts';
import { petReply } from './petReply.ts';

/**
 * `POST /pets/{petId}/restore`: brings back a deleted pet as it was before the deletion; with `?version=n` makes any pet
 * again what it was at that version. 200 with the pet; where it is so already, nothing is recorded. The event names the
 * one it restores as its `causationId`. A deleted pet has a version too: If-Match may name the deletion's.
 */
export const handler = http(async (event: GatewayEvent) => {
  const petId = petIdOf(event);
  const version = versionOf(event);
  return petReply(event, 200, await carryOut(event, petId, (newest, store) => restoring(newest, store, version)));
});

async function restoring(
  newest: RecordedEvent | undefined,
  store: EventStore,
  wanted: number | undefined,
): Promise<CausedCommand> {
  if (!newest) throw petNotFound();
  const version = wanted ?? (newest.state ? newest.version : newest.version - 1);
  if (version > newest.version) throw versionNotFound(version, newest.version);
  const past = version === newest.version ? newest : await store.at(newest.petId, version);
  if (!past?.state) {
    throw invalidParameter('/query/version', `must be a version at which the pet lived; version ${version} deleted it`);
  }
  return { command: { type: 'RestorePet', pet: past.state }, causationId: past.eventId };
}
