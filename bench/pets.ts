import { decide, type PetCommand, petStateAfter } from '../src/domain/decide.ts';
import type { JsonObject } from '../src/domain/jsonValue.ts';
import { recordEvent } from '../src/eventStore/recordEvent.ts';
import type { EventMetadata } from '../src/eventStore/recordedEvent.ts';
import { petStream, type RecordedPetEvent } from '../src/streams/petStream.ts';

export const METADATA: EventMetadata = { actor: 'bench', requestId: 'bench', correlationId: 'bench' };

/** A small pet, as most are: about 150 bytes of JSON. */
export const samplePet = (n: number) => ({
  name: `Pet ${n}`,
  type: ['dog', 'cat', 'rabbit', 'parrot'][n % 4]!,
  breed: 'mixed',
  ownerId: `owner-${n % 1000}`,
  notes: 'Likes long walks, dislikes thunder and the vet.',
});

export const samplePatch = (n: number): JsonObject => ({
  weightKg: 1 + (n % 50),
  notes: `Seen by the vet, visit ${n}; all well.`,
});

/** The events of a pet that was created and then updated until it had so many. */
export function eventsOfPet(petId: string, count: number): RecordedPetEvent[] {
  const events: RecordedPetEvent[] = [];
  for (let n = 0; n < count; n++) {
    const previous = events.at(-1);
    const command: PetCommand =
      n === 0 ? { type: 'CreatePet', attributes: samplePet(n) } : { type: 'UpdatePet', patch: samplePatch(n) };
    const decision = decide(command, petStateAfter(previous));
    if (!decision.accepted || !decision.event) throw new Error('a sample command was not accepted');
    events.push(recordEvent(petStream, petId, previous, decision.event, METADATA, Date.now()).event);
  }
  return events;
}
