import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { JsonObject } from '../../src/domain/jsonValue.ts';
import { toItem } from '../../src/eventStore/fromItem.ts';
import { type LivePetRow, petRow, petsProjection } from '../../src/projections/petRow.ts';
import { projectPets } from '../../src/projections/projectPets.ts';
import type { RowStore } from '../../src/projections/rowStore.ts';
import { petStream } from '../../src/streams/petStream.ts';
import { historyOf, updatesOf } from '../support/history.ts';
import { memoryRowStore } from '../support/memoryRowStore.ts';
import { insertRecord, recordOf } from '../support/streamRecords.ts';

// The projector on rows in memory.
let rows: ReturnType<typeof memoryRowStore>;
let logged: ReturnType<typeof vi.spyOn>;
/** The metrics that were counted, as they are written for CloudWatch. */
let printed: string;
beforeEach(() => {
  rows = memoryRowStore(petsProjection);
  logged = vi.spyOn(console, 'error').mockImplementation(() => {});
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text;
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

const counted = (name: string) => new RegExp(`"${name}":1\\b`).test(printed);
const deliver = (records: ReturnType<typeof recordOf>[], store: Pick<RowStore, 'write'> = rows) =>
  projectPets({ readModels: [{ projection: petsProjection, rows: store }] })({ Records: records });

test('of several events of a pet in a batch, the newest counts, in whatever order they come', async () => {
  const history = updatesOf('rex', 3);
  const [first, second, third] = history.map(recordOf);
  expect(await deliver([second!, third!, first!])).toEqual({ batchItemFailures: [] });
  expect(await rows.row('rex')).toEqual(petRow(history[2]!));
});

describe('what goes wrong', () => {
  test('the lowest record whose row was not written is reported, and the stream goes on from there', async () => {
    const records = ['a', 'b', 'c'].map((petId) => recordOf(updatesOf(petId, 1)[0]!));
    const refusing = (petIds: string[]): Pick<RowStore, 'write'> => ({
      write: async (all) => ({
        unwritten: new Set(all.filter(({ petId }) => petIds.includes(String(petId)))),
        changed: 0,
        writeUnits: 0,
        withoutStatement: 0,
        fault: new Error('refused'),
      }),
    });
    const failure = (index: number) => ({
      batchItemFailures: [{ itemIdentifier: records[index]!.dynamodb!.SequenceNumber }],
    });
    expect(await deliver(records, refusing(['b', 'c']))).toEqual(failure(1));
    expect(await deliver(records, refusing(['c', 'a']))).toEqual(failure(0));
    expect(await deliver(records, refusing([]))).toEqual({ batchItemFailures: [] });
  });

  test('an event that was changed or removed is counted and logged, and projected by nobody', async () => {
    const [event] = updatesOf('rex', 1);
    for (const eventName of ['MODIFY', 'REMOVE'] as const) {
      printed = '';
      expect(await deliver([{ ...recordOf(event!), eventName }])).toEqual({ batchItemFailures: [] });
      expect([counted('TamperedEvents'), counted('UndecodableRecords')]).toEqual([true, false]);
    }
    expect(rows.stored.size).toBe(0);
    expect(logged).toHaveBeenCalledTimes(2);
  });

  describe('an update of an event', () => {
    const [event] = historyOf('rex', [
      { type: 'CreatePet', attributes: { name: 'Rex', type: 'dog', notes: 'private', ownerId: 'ann' } },
    ]);
    const before = insertRecord(toItem(petStream, event!));
    const item = toItem(petStream, event!) as JsonObject & { personal: Record<string, JsonObject> };
    const [notes, owner] = [event!.commitments!.notes!.c, event!.commitments!.ownerId!.c];
    const { [notes]: _, ...left } = item.personal;
    const { personal: __, ...bare } = item;
    const updatedTo = (after: object) => {
      const { NewImage } = insertRecord(after).dynamodb!;
      const dynamodb = { ...before.dynamodb!, OldImage: before.dynamodb!.NewImage!, NewImage: NewImage! };
      return { ...before, eventName: 'MODIFY' as const, dynamodb };
    };

    test.each<[string, object]>([
      ['a value', { ...item, personal: left }],
      ['all values', { ...item, personal: {} }],
    ])('that removes %s is an erasure', async (_, after) => {
      expect(await deliver([updatedTo(after)])).toEqual({ batchItemFailures: [] });
      expect(counted('TamperedEvents')).toBe(false);
      expect([rows.stored.size, logged.mock.calls.length]).toEqual([0, 0]);
    });

    test.each<[string, object]>([
      [
        'changes a value',
        { ...item, personal: { ...item.personal, [notes]: { ...item.personal[notes], value: 'x' } } },
      ],
      ['exchanges a salt', { ...item, personal: { ...left, [owner]: { ...left[owner], salt: 'x' } } }],
      ['adds a value', { ...item, personal: { ...item.personal, x: item.personal[notes] } }],
      ['moves a value', { ...item, personal: { ...left, [owner]: item.personal[notes] } }],
      ['removes the attribute', bare],
      [
        'removes a value and changes the data',
        { ...item, personal: left, data: { pet: { name: 'Max', type: 'dog' } } },
      ],
      ['removes a value and adds an attribute', { ...item, personal: left, more: 1 }],
      ['removes a value and another attribute', { ...bare, personal: left, shard: undefined }],
    ])('that %s is none, and is counted and logged without it', async (_, after) => {
      expect(await deliver([updatedTo(after)])).toEqual({ batchItemFailures: [] });
      expect(counted('TamperedEvents')).toBe(true);
      expect(rows.stored.size).toBe(0);
      expect(JSON.stringify(logged.mock.calls)).not.toMatch(/private|ann/);
    });
  });

  test('a record that is no event is counted, and logged without its content; the others are projected', async () => {
    const [event] = updatesOf('rex', 1);
    const poison = insertRecord({ petId: 'poison', version: 1, notes: 'private' });
    expect(await deliver([poison, recordOf(event!)])).toEqual({ batchItemFailures: [] });
    expect([counted('UndecodableRecords'), counted('TamperedEvents')]).toEqual([true, false]);
    expect([...rows.stored.keys()]).toEqual(['rex']);
    expect(JSON.stringify(logged.mock.calls)).toContain('poison');
    expect(JSON.stringify(logged.mock.calls)).not.toContain('private');
  });
});

test('the key of the index of types does not tell Dog from dog', () => {
  const keyOf = (type: string) => {
    const [created] = historyOf('rex', [{ type: 'CreatePet', attributes: { name: 'Rex', type } }]);
    return (petRow(created!) as LivePetRow).typeShard;
  };
  expect(keyOf('Dog')).toBe(keyOf('dog'));
});

test('a tombstone holds its head and the time, and the keys of no index', () => {
  const [, deleted] = historyOf('rex', [
    { type: 'CreatePet', attributes: { name: 'Rex', type: 'dog' } },
    { type: 'DeletePet' },
  ]);
  const { eventId, occurredAt } = deleted!;
  expect(petRow(deleted!)).toEqual({ petId: 'rex', version: 2, eventId, projection: 3, deletedAt: occurredAt });
});
