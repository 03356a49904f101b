import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import { createTables } from '../infra/local/createTables.ts';
import { setEnvironment } from '../infra/local/setEnvironment.ts';
import { handleCommand } from '../src/commands/handleCommand.ts';
import { type PetRequest, petDecider } from '../src/commands/petDecider.ts';
import type { PetCommand } from '../src/domain/decide.ts';
import type { JsonObject } from '../src/domain/jsonValue.ts';
import { dynamoDb } from '../src/dynamo/dynamoDb.ts';
import { dynamoEventStore } from '../src/eventStore/dynamoEventStore.ts';
import { toItem } from '../src/eventStore/fromItem.ts';
import { isLive, petIn, petRow } from '../src/projections/petRow.ts';
import { livePetsReader } from '../src/queries/livePets.ts';
import { petRowReader } from '../src/queries/petRowReader.ts';
import { petStream, type RecordedPetEvent } from '../src/streams/petStream.ts';
import { eventsOfPet, METADATA } from './pets.ts';

/** Thrown where another writer came first on every attempt. */
class Contention extends Error {}

export interface Peer {
  create(pet: JsonObject): Promise<string>;
  update(petId: string, patch: JsonObject): Promise<JsonObject | null>;
  show(petId: string): Promise<JsonObject | undefined>;
  remove(petId: string): Promise<void>;
  /** All pets, newest first, read as pages of 100 are. */
  list(): Promise<JsonObject[]>;
  /** Makes a pet with so many events, and its row. */
  seed(events: number): Promise<string>;
  conflict(error: unknown): boolean;
  close(): void;
}

/**
 * The service's commands, its point read and its list, without HTTP, in the form that a side-by-side comparison with
 * other event stores takes them: on the DynamoDB engine at `endpoint`, with tables of its own where `fresh`.
 */
export async function open({ endpoint, fresh = true }: { endpoint: string; fresh?: boolean }): Promise<Peer> {
  setEnvironment(endpoint, true);
  if (fresh) await createTables(new DynamoDBClient(), { streams: false });
  const client = dynamoDb();
  const store = dynamoEventStore(client, 'Events', petStream);

  const livePets = livePetsReader(client, 'Pets');
  const rowOf = petRowReader(client, 'Pets');

  async function done(streamId: string, command: PetCommand, more?: Partial<PetRequest>): Promise<RecordedPetEvent> {
    const request: PetRequest = { streamId, command: () => ({ command }), metadata: METADATA, ...more };
    const result = await handleCommand(store, petDecider, request);
    if (result.done) return result.newest;
    throw result.refusal.reason === 'contention' ? new Contention() : new Error(result.refusal.reason);
  }
  async function putAll(table: string, items: object[]): Promise<void> {
    for (let start = 0; start < items.length; start += 25) {
      const requests = items.slice(start, start + 25).map((Item) => ({ PutRequest: { Item } }));
      await client.send(new BatchWriteCommand({ RequestItems: { [table]: requests } }));
    }
  }

  return {
    async create(pet) {
      const petId = ulid();
      const attributes = { type: 'pet', ...pet };
      await done(petId, { type: 'CreatePet', attributes }, { assumeNew: true });
      return petId;
    },
    update: async (petId, patch) => (await done(petId, { type: 'UpdatePet', patch })).state,
    async show(petId) {
      const row = await rowOf(petId);
      return row && isLive(row) ? petIn(row) : undefined;
    },
    remove: async (petId) => void (await done(petId, { type: 'DeletePet' })),
    async list() {
      const pets: JsonObject[] = [];
      for (let after: string | null | undefined; after !== null; ) {
        const page = await livePets({ filters: {}, after, limit: 100, fits: () => true });
        pets.push(...page.pets.map(({ pet }) => pet));
        after = page.upTo;
      }
      return pets;
    },
    async seed(events) {
      const petId = ulid();
      const history = eventsOfPet(petId, events);
      await putAll(
        'Events',
        history.map((event) => toItem(petStream, event)),
      );
      await putAll('Pets', [petRow(history.at(-1)!)]);
      return petId;
    },
    conflict: (error) => error instanceof Contention,
    close: () => client.destroy(),
  };
}
