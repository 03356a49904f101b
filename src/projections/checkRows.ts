import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { writeRows } from './dynamoRows.ts';
import { type PetRow, petRow } from './petRow.ts';
import type { RebuildTables } from './rebuildTables.ts';
import { added, type RebuildOptions, type RebuildTask } from './rebuildTask.ts';

/** More names help nobody, and what a step returns must stay small. */
const MOST_NAMED = 20;

type RowHead = Pick<PetRow, 'petId' | 'version' | 'eventId'>;

/** A step of looking for stray rows. */
export async function checkRows(tables: RebuildTables, task: RebuildTask, limit: number): Promise<RebuildTask> {
  const { items, lastKey } = await tables.scan({
    TableName: tables.petsTable,
    ProjectionExpression: 'petId, version, eventId',
    Segment: task.segment,
    TotalSegments: task.segments,
    Limit: limit,
    ...(task.startKey && { ExclusiveStartKey: task.startKey }),
  });
  const strays = await strayRows(tables, items as unknown as RowHead[], task);
  return {
    ...task,
    startKey: lastKey ?? null,
    done: !lastKey,
    totals: added(task.totals, { stray: strays.length, readUnits: tables.takeUnits() }),
    strayPets: [...task.strayPets, ...strays].slice(0, MOST_NAMED),
  };
}

/** The one row of a pet, if there is one; returns the petId where it is stray. */
export async function checkRow(
  tables: RebuildTables,
  petId: string,
  options: Pick<RebuildOptions, 'force' | 'dryRun'>,
): Promise<string[]> {
  const rows = await tables.get(tables.petsTable, [{ petId }], ['petId', 'version', 'eventId'], true);
  return strayRows(tables, rows as unknown as RowHead[], options);
}

/**
 * The petIds of stray rows: of those whose event is not in the Events table. A healthy row is made from an event that
 * is stored, so a stray one tells that events were lost, or that someone wrote rows by hand. It may be the last trace of
 * what was lost: without `force` it is only reported.
 */
async function strayRows(
  tables: RebuildTables,
  rows: readonly RowHead[],
  { force, dryRun }: Pick<RebuildOptions, 'force' | 'dryRun'>,
): Promise<string[]> {
  const keys = rows.map(({ petId, version }) => ({ petId, version }));
  // Strongly consistent, and after the rows: the event of every healthy row is there by now.
  const events = (await tables.get(tables.eventsTable, keys, ['petId', 'eventId'], true)) as unknown as RowHead[];
  const eventIds = new Map(events.map(({ petId, eventId }) => [petId, eventId]));
  const strays = rows.filter(({ petId, eventId }) => eventIds.get(petId) !== eventId);

  for (const stray of strays) {
    tables.report({ message: 'a row has no event', ...stray });
    if (force && !dryRun) await replace(tables, stray);
  }
  return strays.map(({ petId }) => petId);
}

/** Puts the row of the pet's newest event in place of a stray one, or removes it; unless it was replaced meanwhile. */
async function replace(tables: RebuildTables, { petId, eventId }: RowHead): Promise<void> {
  const { client, petsTable: TableName } = tables;
  const onlyTheStray = { ConditionExpression: 'eventId = :stray', ExpressionAttributeValues: { ':stray': eventId } };
  const { event } = await tables.newest(petId);
  try {
    if (event) await client.send(new PutCommand({ TableName, Item: petRow(event), ...onlyTheStray }));
    else await client.send(new DeleteCommand({ TableName, Key: { petId }, ...onlyTheStray }));
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ConditionalCheckFailedException')) throw error;
  }
  // Events that came between kept the projector from writing their row: the stray one looked newer.
  const { event: newest } = await tables.newest(petId);
  if (!newest) return;
  const { fault } = await writeRows(client, TableName, [petRow(newest)]);
  if (fault) throw fault;
}
