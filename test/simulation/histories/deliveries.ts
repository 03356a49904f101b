import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Consumer } from '../../judge/consumer.ts';
import { isSameJson } from '../../judge/json.ts';
import { type Message, tells } from '../../judge/message.ts';
import { plainOf } from '../../judge/personal.ts';
import { shownPet } from '../../judge/petState.ts';
import { becomes, type QuietPet } from './afterwards.ts';

/**
 * A rule of the bus that appends every message to a file. It has written before the bus answers the publisher, so that
 * a kill loses nothing that was taken.
 */
export class Deliveries {
  readonly rule: string;
  private readonly file: string;

  constructor(folder: string) {
    this.rule = join(folder, 'rule.mjs');
    this.file = join(folder, 'messages.jsonl');
  }

  async prepare(): Promise<void> {
    await writeFile(this.file, '');
    await writeFile(
      this.rule,
      `import { appendFileSync } from 'node:fs';
      export const pattern = { source: ['pets'] };
      export async function handler(event) { appendFileSync(${JSON.stringify(this.file)}, JSON.stringify(event) + '\\n'); }`,
    );
  }

  /** What is wrong with what the rule received: every event at least once, and nothing that did not happen. */
  async faults(pets: readonly QuietPet[]): Promise<string[]> {
    const events = pets.flatMap(({ events }) => events);
    let messages: Message[] = [];
    await becomes(async () => {
      messages = await this.received();
      const told = new Set(messages.map(eventIdOf));
      return events.every(({ eventId }) => told.has(eventId));
    });
    const byId = new Map(messages.map((message) => [eventIdOf(message), message]));
    const lost = events.filter(({ eventId }) => !byId.has(eventId));
    const known = new Map(
      pets.flatMap(({ events, states }) =>
        events.map((event) => [event.eventId, { event, state: states[event.version]! }] as const),
      ),
    );
    const untrue = messages.filter((message) => {
      const happened = known.get(eventIdOf(message));
      return !happened || !tells(message, happened.event, happened.state);
    });
    const consumer = new Consumer();
    for (const message of messages) consumer.receive(message);
    const wrong = pets.filter(({ petId, states }) => {
      const newest = states.at(-1)!;
      // Messages are without personal data.
      const pet = shownPet(petId, { ...newest, pet: newest.pet && plainOf(newest.pet) });
      return !isSameJson(consumer.pets.get(petId), { version: newest.version, pet });
    });
    return [
      ...lost.map(({ petId, version }) => `${petId} ${version} never reached the bus's rule`),
      ...untrue.map((message) => `a message of ${eventIdOf(message)} is not what happened`),
      ...wrong.map(({ petId }) => `a consumer has ${petId} wrong`),
    ];
  }

  /** How many messages came, and of how many events. */
  async count(): Promise<{ messages: number; repeated: number }> {
    const messages = await this.received();
    return { messages: messages.length, repeated: messages.length - new Set(messages.map(eventIdOf)).size };
  }

  private async received(): Promise<Message[]> {
    const lines = (await readFile(this.file, 'utf8')).split('\n');
    // The last line may be on its way.
    return lines.slice(0, -1).map((line) => JSON.parse(line));
  }
}

const eventIdOf = ({ detail }: Message): string => (detail.metadata as { eventId: string }).eventId;
