import { decide, type PetCommand } from '../../src/domain/decide.ts';
import { type EventMetadata, type RecordedEvent, recordEvent, stateAfter } from '../../src/eventStore/recordedEvent.ts';

export const METADATA: EventMetadata = { actor: 'tester', requestId: 'request-1', correlationId: 'correlation-1' };

/** A command, and the time of its writer's clock. */
export interface TimedCommand {
  command: PetCommand;
  now: number;
}

/** The events that commands lead to, one after another, as the service records them; refused commands leave none. */
export function eventsOf(petId: string, commands: readonly TimedCommand[]): RecordedEvent[] {
  const events: RecordedEvent[] = [];
  for (const { command, now } of commands) {
    const previous = events.at(-1);
    const decision = decide(command, stateAfter(previous));
    if (decision.accepted && decision.event) events.push(recordEvent(petId, previous, decision.event, METADATA, now));
  }
  return events;
}

export function historyOf(petId: string, commands: readonly PetCommand[], now = 1_700_000_000_000): RecordedEvent[] {
  return eventsOf(
    petId,
    commands.map((command) => ({ command, now })),
  );
}

/** A pet with this many events. */
export function updatesOf(petId: string, count: number): RecordedEvent[] {
  return historyOf(petId, [
    { type: 'CreatePet', attributes: { name: 'Fido', type: 'dog' } },
    ...Array.from({ length: count - 1 }, (_, n) => ({ type: 'UpdatePet', patch: { visits: n + 1 } }) as const),
  ]);
}
