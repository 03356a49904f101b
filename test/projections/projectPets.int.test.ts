import { randomUUID } from 'node:crypto';
import { DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import fc from 'fast-check';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { createTables } from '../../infra/local/createTables.ts';
import type { Invoke } from '../../infra/local/invoking.ts';
import { loadFunction } from '../../infra/local/loadFunction.ts';
import { petRow, petsProjection } from '../../src/projections/petRow.ts';
import { petCommand } from '../support/arbitraries.ts';
import { useEngine } from '../support/engine.ts';
import { historyOf, updatesOf } from '../support/history.ts';
import { insertRecord, recordOf } from '../support/streamRecords.ts';

const engine = useEngine();
let project: Invoke;
beforeAll(async () => {
  project = await loadFunction('projectPets');
});

const deliver = (records: DynamoDBRecord[]) => project({ Records: records });
const rowOf = async (petId: string) =>
  (await engine.client.send(new GetCommand({ TableName: 'Pets', Key: { petId }, ConsistentRead: true }))).Item;
const DONE = { batchItemFailures: [] };

describe('a row is the newest event', () => {
  test('created, updated, deleted: the tombstone keeps the version and is in no index', async () => {
    const petId = randomUUID();
    const [created, updated, deleted] = historyOf(petId, [
      { type: 'CreatePet', attributes: { name: 'Rex', type: 'dog', address: { city: 'Bonn' } } },
      { type: 'UpdatePet', patch: { type: 'cat' } },
      { type: 'DeletePet' },
    ]);
    expect(await deliver([recordOf(created!)])).toEqual(DONE);
    expect(await rowOf(petId)).toEqual(petRow(created!));
    expect(await deliver([recordOf(updated!)])).toEqual(DONE);
    expect(await rowOf(petId)).toMatchObject({ version: 2, typeShard: expect.stringMatching(/^cat#[0-7]$/) });
    expect(await deliver([recordOf(deleted!)])).toEqual(DONE);
    expect(await rowOf(petId)).toEqual({
      petId,
      version: 3,
      eventId: deleted!.eventId,
      projection: petsProjection.number,
      deletedAt: deleted!.occurredAt,
    });
  });

  test('whatever the order and however often events are delivered, in whatever batches', async () => {
    const deliveries = fc
      .array(fc.array(petCommand, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 4 })
      .chain((pets) => {
        const histories = pets.map((commands) => historyOf(randomUUID(), commands)).filter(({ length }) => length > 0);
        const all = histories.flat();
        return fc.record({
          histories: fc.constant(histories),
          batches: fc
            .shuffledSubarray([...all, ...all], { minLength: all.length * 2 })
            .map((shuffled) => [shuffled.slice(0, all.length), shuffled.slice(all.length), all]),
        });
      });
    await fc.assert(
      fc.asyncProperty(deliveries, async ({ histories, batches }) => {
        for (const batch of batches) if (batch.length > 0) await deliver(batch.map(recordOf));
        for (const events of histories) expect(await rowOf(events[0]!.streamId)).toEqual(petRow(events.at(-1)!));
      }),
      { numRuns: 40 },
    );
  });

  test('a row made by an older projection is written again from the same event, never a newer row', async () => {
    const [created, updated] = updatesOf(randomUUID(), 2);
    const old = { ...petRow(created!), projection: petsProjection.number - 1 };
    await engine.client.send(new PutCommand({ TableName: 'Pets', Item: old }));
    await deliver([recordOf(created!)]);
    expect(await rowOf(created!.streamId)).toEqual(petRow(created!));
    await deliver([recordOf(updated!)]);
    await deliver([recordOf(created!)]);
    expect(await rowOf(created!.streamId)).toEqual(petRow(updated!));
  });

  test('a batch of a thousand events of a hundred pets', async () => {
    const histories = Array.from({ length: 100 }, () => updatesOf(randomUUID(), 10));
    expect(await deliver(histories.flat().map(recordOf))).toEqual(DONE);
    const keys = histories.map(([first]) => ({ petId: first!.streamId }));
    const { Responses } = await engine.client.send(new BatchGetCommand({ RequestItems: { Pets: { Keys: keys } } }));
    expect(Responses?.Pets).toHaveLength(100);
    for (const row of Responses!.Pets!) expect(row.version).toBe(10);
  });
});

describe('what goes wrong', () => {
  test('a record that is no event is logged and skipped; the others are projected', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const pets = Array.from({ length: 999 }, () => updatesOf(randomUUID(), 1)[0]!);
    const records = pets.map(recordOf);
    records.splice(7, 0, insertRecord({ petId: 'poison', version: 1, secret: 'not for the log' }));
    expect(await deliver(records)).toEqual(DONE);
    for (let first = 0; first < pets.length; first += 100) {
      const some = new Map(pets.slice(first, first + 100).map((pet) => [pet.streamId, petRow(pet)]));
      const keys = [...some.keys()].map((petId) => ({ petId }));
      const { Responses } = await engine.client.send(new BatchGetCommand({ RequestItems: { Pets: { Keys: keys } } }));
      expect(new Map(Responses!.Pets!.map((row) => [row.petId, row]))).toEqual(some);
    }
    expect(JSON.stringify(log.mock.calls)).toContain('not a stored event');
    expect(JSON.stringify(log.mock.calls)).not.toContain('not for the log');
    log.mockRestore();
  });

  test('a changed or removed event is reported and projected by nobody', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const [event] = updatesOf(randomUUID(), 1);
    expect(await deliver([{ ...recordOf(event!), eventName: 'MODIFY' }])).toEqual(DONE);
    expect(await rowOf(event!.streamId)).toBeUndefined();
    expect(JSON.stringify(log.mock.calls)).toContain('a stored event was changed');
    log.mockRestore();
  });

  test('without the table, the lowest sequence number is reported; with it, the same batch is written', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const records = [...updatesOf(randomUUID(), 3), ...updatesOf(randomUUID(), 2)].map(recordOf);
    await engine.client.send(new DeleteTableCommand({ TableName: 'Pets' }));
    // The newest event of the first pet is the first record with something to write.
    expect(await deliver(records)).toEqual({
      batchItemFailures: [{ itemIdentifier: records[2]!.dynamodb!.SequenceNumber }],
    });
    log.mockRestore();
    await createTables(new DynamoDBClient());
    expect(await deliver(records)).toEqual(DONE);
    for (const index of [2, 4]) {
      expect(await rowOf(records[index]!.dynamodb!.Keys!.petId!.S!)).toMatchObject({ version: index === 2 ? 3 : 2 });
    }
  });
});
