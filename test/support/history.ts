import { decide, type PetCommand, petStateAfter } from '../../src/domain/decide.ts';
import type { JsonObject } from '../../src/domain/jsonValue.ts';
import { toItem } from '../../src/eventStore/fromItem.ts';
import { recordEvent } from '../../src/eventStore/recordEvent.ts';
import type { EventMetadata } from '../../src/eventStore/recordedEvent.ts';
import type { SealedEvent } from '../../src/eventStore/seal.ts';
import { petStream, type RecordedPetEvent } from '../../src/streams/petStream.ts';

export const METADATA: EventMetadata = { actor: 'tester', requestId: 'request-1', correlationId: 'correlation-1' };

/** A command, and the time of its writer's clock. */
export interface TimedCommand {
  command: PetCommand;
  now: number;
}

/** The events that commands lead to, one after another, as the service records them; refused commands leave none. */
export function eventsOf(petId: string, commands: readonly TimedCommand[]): RecordedPetEvent[] {
  const events: RecordedPetEvent[] = [];
  for (const { command, now } of commands) {
    const previous = events.at(-1);
    const decision = decide(command, petStateAfter(previous));
    if (decision.accepted && decision.event)
      events.push(recordEvent(petStream, petId, previous, decision.event, METADATA, now).event);
  }
  return events;
}

export function historyOf(petId: string, commands: readonly PetCommand[], now = 1_700_000_000_000): RecordedPetEvent[] {
  return eventsOf(
    petId,
    commands.map((command) => ({ command, now })),
  );
}

/** A pet with this many events, created with these attributes. */
export function updatesOf(petId: string, count: number, attributes: JsonObject = {}): RecordedPetEvent[] {
  return historyOf(petId, [
    { type: 'CreatePet', attributes: { name: 'Fido', type: 'dog', ...attributes } },
    ...Array.from({ length: count - 1 }, (_, n) => ({ type: 'UpdatePet', patch: { visits: n + 1 } }) as const),
  ]);
}

/** An event with its item, as a store takes it. */
export const sealed = (event: RecordedPetEvent, shards = 1): SealedEvent<RecordedPetEvent> => ({
  event,
  item: toItem(petStream, event, shards),
});
