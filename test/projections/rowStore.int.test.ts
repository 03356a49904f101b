import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { dynamoRowStore } from '../../src/projections/dynamoRowStore.ts';
import { petRow, petsProjection } from '../../src/projections/petRow.ts';
import type { Row } from '../../src/projections/projection.ts';
import type { RowStore } from '../../src/projections/rowStore.ts';
import { useEngine } from '../support/engine.ts';
import { historyOf, updatesOf } from '../support/history.ts';
import { memoryRowStore } from '../support/memoryRowStore.ts';

const engine = useEngine();
const memory = memoryRowStore(petsProjection);
const stores: [string, () => RowStore][] = [
  ['on DynamoDB', () => dynamoRowStore(engine.client, 'Pets', petsProjection)],
  ['in memory', () => memory],
];

/** The rows that the events of a new pet lead to, version by version. */
function rowsOf(count: number): { id: string; rows: Row[] } {
  const id = randomUUID();
  return { id, rows: updatesOf(id, count).map((event) => petRow(event) as unknown as Row) };
}

describe.each(stores)('a row store %s', (_, store) => {
  const written = async (...rows: Row[]) => {
    const { changed, unwritten, fault } = await store().write(rows);
    expect([unwritten.size, fault]).toEqual([0, undefined]);
    return changed;
  };

  test('a row is written where it is newer, whatever order the rows come in, and the change is counted', async () => {
    const { id, rows } = rowsOf(3);
    const [first, second, third] = rows as [Row, Row, Row];
    // The second and third are expected to have a row before them.
    expect(await written(second)).toBe(1);
    expect(await written(first)).toBe(0);
    expect(await written(second)).toBe(0);
    expect(await store().row(id)).toEqual(second);
    expect(await written(third)).toBe(1);
    expect([await written(first), await written(second), await written(third)]).toEqual([0, 0, 0]);
    expect(await store().row(id)).toEqual(third);
  });

  test('nothing of the row before is left that the newer one does not have', async () => {
    const id = randomUUID();
    const [created, deleted] = historyOf(id, [
      { type: 'CreatePet', attributes: { name: 'Rex', type: 'dog' } },
      { type: 'DeletePet' },
    ]).map((event) => petRow(event) as unknown as Row);
    expect([await written(created!), await written(deleted!)]).toEqual([1, 1]);
    expect(await store().row(id)).toEqual(deleted);
  });

  test('of the same version, a later projection overwrites an earlier one, and never the other way round', async () => {
    const { id, rows } = rowsOf(2);
    const [, later] = rows as [Row, Row];
    const before: Row = { ...later, projection: 0 };
    const put = (row: Row) => store().write([row], () => 'outdated');
    expect((await put(later)).changed).toBe(1);
    expect((await put(before)).changed).toBe(0);
    expect(await store().row(id)).toEqual(later);
    const next: Row = { ...later, projection: later.projection + 1 };
    expect((await put(next)).changed).toBe(1);
    expect(await store().row(id)).toEqual(next);
  });

  test('a row is replaced, or removed, only where it is still the one that was looked at', async () => {
    const { id, rows } = rowsOf(2);
    const [stray, current] = rows as [Row, Row];
    await written(current);
    await store().replace({ streamId: id, eventId: stray.eventId }, stray);
    await store().replace({ streamId: id, eventId: stray.eventId }, undefined);
    expect(await store().row(id)).toEqual(current);
    await store().replace({ streamId: id, eventId: current.eventId }, stray);
    expect(await store().row(id)).toEqual(stray);
    await store().replace({ streamId: id, eventId: stray.eventId }, undefined);
    expect(await store().row(id)).toBeUndefined();
    await store().replace({ streamId: id, eventId: stray.eventId }, stray);
    expect(await store().row(id)).toBeUndefined();
  });
});
