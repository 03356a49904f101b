import { randomUUID } from 'node:crypto';
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { accessOf } from '../../infra/aws/accessOf.ts';
import { loadFunction } from '../../infra/local/loadFunction.ts';
import { petRow, petsProjection } from '../../src/projections/petRow.ts';
import type { Row } from '../../src/projections/projection.ts';
import { writeRows } from '../../src/projections/writeRows.ts';
import type { RecordedPetEvent } from '../../src/streams/petStream.ts';
import { CLAUSES, type Dialect, LISTS, NO_UPDATES, useDialectProxy } from '../support/dialectProxy.ts';
import { useEngine } from '../support/engine.ts';
import { historyOf } from '../support/history.ts';
import { recordOf } from '../support/streamRecords.ts';

const engine = useEngine();
const proxy = useDialectProxy(engine);

beforeEach(() => {
  proxy.understands(LISTS);
});

/** Pets' lives: created, updated, deleted, created again. */
const lives = (count: number): RecordedPetEvent[][] =>
  Array.from({ length: count }, () =>
    historyOf(randomUUID(), [
      { type: 'CreatePet', attributes: { name: 'Rex', type: 'dog' } },
      { type: 'UpdatePet', patch: { weightKg: 20 } },
      { type: 'DeletePet' },
      { type: 'CreatePet', attributes: { name: 'Rex', type: 'cat' } },
    ]),
  );
const rowsAt = (pets: RecordedPetEvent[][], version: number) =>
  pets.map((events) => petRow(events[version - 1]!) as unknown as Row);
const write = (rows: readonly Row[]) => writeRows(proxy.client, 'Pets', petsProjection, rows);
async function stored(rows: readonly Row[]): Promise<Row[]> {
  const Keys = rows.map(({ petId }) => ({ petId }));
  const { Responses } = await engine.client.send(
    new BatchGetCommand({ RequestItems: { Pets: { Keys, ConsistentRead: true } } }),
  );
  const found = new Map(Responses!.Pets!.map((row) => [row.petId, row as Row]));
  return rows.map(({ petId }) => found.get(petId)!);
}
const count = (requests: string[][], keyword: string) => requests.flat().filter((word) => word === keyword).length;

test('a request writes each item once, as DynamoDB demands, also if two rows of a stream come together', async () => {
  const pets = lives(1);
  const [first, second] = [...rowsAt(pets, 1), ...rowsAt(pets, 2)];
  expect((await write([first!, second!])).unwritten.size).toBe(0);
  expect(proxy.sent.filter(([first]) => first !== 'PutItem')).toEqual([['INSERT']]);
  expect(await stored([second!])).toEqual([second]);
});

describe.each<[string, Dialect, boolean]>([
  ['lists', LISTS, false],
  ['clauses', CLAUSES, false],
  ['clauses, and refuses requests as a whole', { ...CLAUSES, refusesRequest: true }, false],
  ['no updates', NO_UPDATES, true],
  ['no updates, and refuses requests as a whole', { ...NO_UPDATES, refusesRequest: true }, true],
])('a table that understands %s', (_, dialect, needsPuts) => {
  test('gets the same rows, whatever they are', async () => {
    proxy.understands(dialect);
    const pets = lives(30);
    for (const version of [1, 2, 3, 4]) {
      const rows = rowsAt(pets, version);
      const { unwritten, changed, withoutStatement, fault } = await write(rows);
      expect({ unwritten, changed, withoutStatement, fault }).toEqual({
        unwritten: new Set(),
        changed: 30,
        withoutStatement: needsPuts && version > 1 ? 30 : 0,
      });
      expect(await stored(rows)).toEqual(rows);
    }
  });

  test('keeps newer rows, and gets those whose earlier one is missing', async () => {
    proxy.understands(dialect);
    const [late, missing] = lives(2);
    await write([petRow(late![0]!) as unknown as Row]);
    await write([petRow(late![3]!) as unknown as Row]);
    const rows = [late![1]!, missing![2]!].map((event) => petRow(event) as unknown as Row);
    expect(await write(rows)).toMatchObject({ unwritten: new Set(), changed: 1 });
    expect(await stored(rows)).toEqual([petRow(late![3]!), petRow(missing![2]!)]);
  });

  test('is sent what it does not understand once in an instance, and goes on getting inserts together', async () => {
    proxy.understands(dialect);
    const pets = lives(30);
    for (const version of [1, 2, 3]) await write(rowsAt(pets, version));
    proxy.sent.length = 0;
    proxy.refused = 0;
    const others = lives(25);
    for (const version of [1, 2, 3]) await write(rowsAt(others, version));
    expect(proxy.refused).toBe(0);
    expect(proxy.sent.filter((words) => words.length === 25)).toHaveLength(needsPuts ? 1 : 3);
    expect(count(proxy.sent, 'PutItem')).toBe(needsPuts ? 50 : 0);
  });
});

test('the roles of the projector and the rebuild may write rows in each of these ways, and the projector in no other', async () => {
  const used = new Set<string>();
  const actions: Record<string, string> = { INSERT: 'PartiQLInsert', UPDATE: 'PartiQLUpdate', PutItem: 'PutItem' };
  for (const dialect of [CLAUSES, NO_UPDATES]) {
    proxy.understands(dialect);
    const pets = lives(2);
    for (const version of [1, 2, 3]) await write(rowsAt(pets, version));
    for (const word of proxy.sent.flat()) used.add(actions[word]!);
  }
  expect([...used].sort()).toEqual(accessOf('projectPets').pets!.toSorted());
  expect(accessOf('rebuildPets').pets).toEqual(expect.arrayContaining([...used]));
});

test('rows of one stream may be written at once: the newest stays', async () => {
  const [pet] = lives(1);
  const rows = [3, 1, 4, 2].map((version) => rowsAt([pet!], version)[0]!);
  expect(await write(rows)).toMatchObject({ unwritten: new Set(), withoutStatement: 0 });
  expect(await stored([rows[0]!])).toEqual([petRow(pet![3]!)]);
});

test('a statement longer than DynamoDB takes is not sent', async () => {
  const names = Array.from({ length: 400 }, (_, n) => `attribute${'x'.repeat(12)}${n}`);
  const columns = Object.fromEntries(names.map((name) => [name, true] as const));
  const layout = { table: petsProjection.table, columns };
  const row = { petId: randomUUID(), version: 1, eventId: '1', projection: 1, ...columns };
  for (const version of [1, 2]) {
    expect(await writeRows(proxy.client, 'Pets', layout, [{ ...row, version }])).toMatchObject({
      changed: 1,
      withoutStatement: 1,
    });
  }
  expect(proxy.refused).toBe(0);
  expect(await stored([row])).toEqual([{ ...row, version: 2 }]);
});

test('a row that is refused for itself is a fault, and costs other rows nothing', async () => {
  const pets = lives(25);
  await write(rowsAt(pets, 1));
  const rows = rowsAt(pets, 2);
  const broken = { ...rows[0]!, shard: 7 };
  const { unwritten, fault } = await write([broken]);
  expect({ unwritten, fault: String(fault) }).toEqual({
    unwritten: new Set([broken]),
    fault: expect.stringContaining('ValidationException'),
  });
  proxy.sent.length = 0;
  await write(rows);
  expect(proxy.sent).toEqual([rows.map(() => 'UPDATE')]);
});

test('the projector counts the rows that it had to put', async () => {
  proxy.understands(NO_UPDATES);
  process.env.AWS_ENDPOINT_URL_DYNAMODB = proxy.endpoint;
  // Metrics go to the console that is watched here, and not past it.
  Object.assign(process.env, { POWERTOOLS_METRICS_DISABLED: 'false', POWERTOOLS_DEV: 'true' });
  const project = await loadFunction('projectPets');
  const logged = vi.spyOn(console, 'log').mockReturnValue();
  const error = vi.spyOn(console, 'error').mockReturnValue();
  const pets = lives(3);
  for (const version of [0, 1]) {
    const answer = await project({ Records: pets.map((events) => recordOf(events[version]!)) });
    expect(answer).toEqual({ batchItemFailures: [] });
  }
  const metrics = logged.mock.calls.map(([line]) => JSON.parse(line));
  expect(metrics).toEqual([expect.objectContaining({ RefusedStatements: 3 })]);
  expect(error.mock.calls).toEqual([[{ message: 'statements were refused', table: 'Pets', rows: 3 }]]);
  vi.restoreAllMocks();
});
