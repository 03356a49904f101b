import type { JsonObject } from './json.ts';

interface Told {
  metadata: { eventId: string; petId: string; version: number };
  pet: JsonObject | null;
}

/**
 * What docs/events.md asks of a consumer, and no more: it deduplicates on eventId what each event must do once (here it
 * counts), and gates on version what it keeps of a pet.
 */
export class Consumer {
  readonly pets = new Map<string, { version: number; pet: JsonObject | null }>();
  readonly effects = new Map<string, number>();
  readonly eventIds = new Set<string>();
  duplicates = 0;

  receive(message: { detail: object }): void {
    const { metadata, pet } = message.detail as Told;
    const { eventId, petId, version } = metadata;
    if (this.eventIds.has(eventId)) this.duplicates++;
    else {
      this.eventIds.add(eventId);
      this.effects.set(petId, (this.effects.get(petId) ?? 0) + 1);
    }
    if (this.isNewer(petId, version)) this.pets.set(petId, { version, pet });
  }

  /** The gate on versions. */
  protected isNewer(petId: string, version: number): boolean {
    return version > (this.pets.get(petId)?.version ?? 0);
  }
}
