import { setTimeout as sleep } from 'node:timers/promises';
import { concurrently } from '../dynamo/concurrently.ts';
import type { RecordedEvent } from '../eventStore/recordedEvent.ts';
import { checkRows } from './checkRows.ts';
import { type Standing, writeRows } from './dynamoRows.ts';
import { isLive, type PetRow, PROJECTION, petRow } from './petRow.ts';
import { CONCURRENCY, type RebuildTables } from './rebuildTables.ts';
import { added, noTotals, type RebuildTask } from './rebuildTask.ts';

/** So many pets are worked on in a step: their newest events are all that memory holds. */
const PETS_PER_STEP = 250;
/** A step that must not take all the write units it could takes about those of so many seconds. */
const SECONDS_OF_A_SLOW_STEP = 3;
/** What is left to wait is left to the next step, so that a function can end in time. */
const LONGEST_WAIT_MS = 2_000;
/** A live row is in two indexes, and each write of it is one in each. */
const WRITES_OF_A_LIVE_ROW = 3;
/** The projector has this long before a regular check calls a row late; the alarm "Stream lag" comes first. */
const LEFT_TO_THE_PROJECTOR_MS = 10 * 60_000;

/**
 * The next step of a task. A step writes each row at most once, only where it is newer than the one there (or as new, but
 * of an older projection), so steps may run beside the projector, beside each other, and again.
 */
export async function rebuildStep(
  tables: RebuildTables,
  task: RebuildTask,
  mostPets = PETS_PER_STEP,
): Promise<RebuildTask> {
  const wait = task.notBefore - Date.now();
  if (wait > 0) await sleep(Math.min(wait, LONGEST_WAIT_MS));
  if (wait > LONGEST_WAIT_MS) return task;

  const start = Date.now();
  const limit = Math.min(mostPets, stepSize(task));
  if (task.part === 'rows') return checkRows(tables, task, limit);

  const { items, lastKey } = await tables.scan({
    TableName: tables.eventsTable,
    IndexName: 'firsts',
    ProjectionExpression: 'petId',
    Segment: task.segment,
    TotalSegments: task.segments,
    Limit: limit,
    ...(task.startKey && { ExclusiveStartKey: task.startKey }),
  });
  const totals = await rebuildRows(
    tables,
    items.map(({ petId }) => String(petId)),
    task,
  );
  return {
    ...task,
    notBefore: task.dryRun || task.maxWriteUnits === null ? 0 : start + (totals.writeUnits / task.maxWriteUnits) * 1000,
    startKey: lastKey ?? null,
    done: !lastKey,
    totals: added(task.totals, totals),
  };
}

function stepSize({ maxWriteUnits }: RebuildTask): number {
  if (maxWriteUnits === null) return PETS_PER_STEP;
  const affordable = Math.floor((maxWriteUnits * SECONDS_OF_A_SLOW_STEP) / WRITES_OF_A_LIVE_ROW);
  return Math.max(1, Math.min(PETS_PER_STEP, affordable));
}

/** Brings the rows of these pets up to their newest events. */
export async function rebuildRows(
  tables: RebuildTables,
  petIds: readonly string[],
  { reconcile, dryRun }: Pick<RebuildTask, 'reconcile' | 'dryRun'>,
): Promise<ReturnType<typeof noTotals>> {
  const totals = noTotals();
  const suspects = await suspectRows(tables, petIds);
  const settled = Date.now() - LEFT_TO_THE_PROJECTOR_MS;

  const rows = new Map<PetRow, Suspicion>();
  await concurrently(CONCURRENCY, [...suspects.changed], async ([petId, suspicion]) => {
    const { event, unreadable } = await tables.newest(petId);
    if (unreadable) totals.unreadable++;
    if (!event) return;
    totals.events += event.version;
    if (!reconcile || isOlderThan(event, settled)) rows.set(petRow(event), suspicion);
  });
  totals.pets = petIds.length;
  totals.events += suspects.eventsOfOthers;

  // Only an event that can't be read makes a row look late that is not.
  for (const [row, suspicion] of rows) {
    if (suspicion.kind === 'behind' && suspicion.version >= row.version) rows.delete(row);
    else totals[suspicion.kind]++;
  }

  if (dryRun) {
    for (const row of rows.keys()) totals.writeUnits += expectedUnits(row);
  } else if (rows.size > 0) {
    const standingOf = (row: PetRow) => rows.get(row)!.kind;
    const { changed, writeUnits, fault } = await writeRows(
      tables.client,
      tables.petsTable,
      [...rows.keys()],
      standingOf,
    );
    if (fault) throw fault;
    totals.written = changed;
    totals.writeUnits = writeUnits;
  }
  totals.readUnits = tables.takeUnits();
  return totals;
}

/** Why a row may have to be written, and the version that it is at. */
interface Suspicion {
  kind: Standing;
  version: number;
}

/**
 * The pets whose newest event must be read, judged by reads of many pets at once. Versions have no gaps: a row is behind
 * its events just when there is an event of the version after it.
 */
async function suspectRows(tables: RebuildTables, petIds: readonly string[]) {
  const rows = await tables.get(
    tables.petsTable,
    petIds.map((petId) => ({ petId })),
    ['petId', 'version', 'projection'],
    false,
  );
  const changed = new Map<string, Suspicion>(petIds.map((petId) => [petId, { kind: 'missing', version: 0 }]));
  let eventsOfOthers = 0;
  const next: { petId: string; version: number }[] = [];
  for (const row of rows as Pick<PetRow, 'petId' | 'version' | 'projection'>[]) {
    if (row.projection < PROJECTION) changed.set(row.petId, { kind: 'outdated', version: row.version });
    else {
      changed.delete(row.petId);
      next.push({ petId: row.petId, version: row.version + 1 });
      eventsOfOthers += row.version;
    }
  }
  for (const event of (await tables.get(tables.eventsTable, next, ['petId', 'version'], false)) as typeof next) {
    changed.set(event.petId, { kind: 'behind', version: event.version - 1 });
    eventsOfOthers -= event.version - 1;
  }
  return { changed, eventsOfOthers };
}

const isOlderThan = ({ occurredAt }: RecordedEvent, time: number): boolean => Date.parse(occurredAt) < time;

/** A write unit takes 1 KB. The bytes of JSON are about those that DynamoDB counts. */
function expectedUnits(row: PetRow): number {
  return Math.ceil(Buffer.byteLength(JSON.stringify(row)) / 1024) * (isLive(row) ? WRITES_OF_A_LIVE_ROW : 1);
}
