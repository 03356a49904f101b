import { concurrently } from '../dynamo/concurrently.ts';
import type { RecordedEvent } from '../eventStore/recordedEvent.ts';
import type { StreamCatalog } from '../eventStore/streamCatalog.ts';
import type { ReadModel } from './project.ts';
import { type Projection, type Row, rowOf } from './projection.ts';
import type { RebuildContext } from './rebuildContext.ts';
import { noTotals, type RebuildTask, type RebuildTotals } from './rebuildTask.ts';
import type { RowStore, Standing } from './rowStore.ts';

/** Reads of newest events under way at once. */
const CONCURRENCY = 16;
/** The projector has this long before a regular check calls a row late; the alarm "Stream lag" comes first. */
const LEFT_TO_THE_PROJECTOR_MS = 10 * 60_000;

/** Why a row may have to be written, and the version that it is at. */
interface Suspicion {
  standing: Standing;
  version: number;
}

/** Brings the rows of these streams up to their newest events, in every read model. */
export async function rebuildRows<R extends RecordedEvent>(
  { catalog, readModels, meter, report }: RebuildContext<R>,
  streamIds: readonly string[],
  { reconcile, dryRun }: Pick<RebuildTask, 'reconcile' | 'dryRun'>,
): Promise<RebuildTotals> {
  const totals = noTotals();
  const suspects = await Promise.all(readModels.map((readModel) => suspectRows(catalog, readModel, streamIds)));
  const suspected = streamIds.filter((streamId) => suspects.some(({ changed }) => changed.has(streamId)));

  const newest = new Map<string, R>();
  await concurrently(CONCURRENCY, suspected, async (streamId) => {
    const { event, unreadable } = await catalog.newestReadable(streamId);
    if (unreadable.length > 0) totals.unreadable++;
    for (const item of unreadable) report(item);
    if (event) newest.set(streamId, event);
  });
  totals.streams = streamIds.length;
  // A row that is not suspected is at its stream's newest version.
  const known = suspects[0]?.versions ?? new Map<string, number>();
  for (const streamId of streamIds) totals.events += newest.get(streamId)?.version ?? known.get(streamId) ?? 0;

  const settled = Date.now() - LEFT_TO_THE_PROJECTOR_MS;
  for (const [index, readModel] of readModels.entries()) {
    const rows = new Map<Row, Standing>();
    for (const [streamId, { standing, version }] of suspects[index]!.changed) {
      const event = newest.get(streamId);
      if (!event || (reconcile && Date.parse(event.occurredAt) >= settled)) continue;
      // Only an event that can't be read makes a row look late that is not.
      if (standing === 'behind' && version >= event.version) continue;
      rows.set(rowOf(readModel.projection, event), standing);
      totals[standing]++;
    }
    if (dryRun) for (const row of rows.keys()) totals.writeUnits += expectedUnits(readModel.projection, row);
    else await write(readModel.rows, rows, totals);
  }
  totals.readUnits = meter.take();
  return totals;
}

async function write(store: RowStore, rows: ReadonlyMap<Row, Standing>, totals: RebuildTotals): Promise<void> {
  if (rows.size === 0) return;
  const { changed, writeUnits, withoutStatement, fault } = await store.write([...rows.keys()], (row) => rows.get(row)!);
  if (fault) throw fault;
  totals.written += changed;
  totals.withoutStatement += withoutStatement;
  totals.writeUnits += writeUnits;
}

/**
 * The streams whose newest event must be read, judged by reads of many streams at once. Versions have no gaps: a row is
 * behind its events just when there is an event of the version after it. `versions` has those of all rows.
 */
async function suspectRows<R extends RecordedEvent>(
  catalog: StreamCatalog<R>,
  { projection, rows }: ReadModel<R>,
  streamIds: readonly string[],
): Promise<{ changed: Map<string, Suspicion>; versions: Map<string, number> }> {
  const heads = await rows.heads(streamIds, false);
  const changed = new Map<string, Suspicion>(
    streamIds.map((streamId) => [streamId, { standing: 'missing', version: 0 }]),
  );
  for (const { streamId, version, projection: number } of heads) {
    if (number < projection.number) changed.set(streamId, { standing: 'outdated', version });
    else changed.delete(streamId);
  }
  const next = heads
    .filter(({ streamId }) => !changed.has(streamId))
    .map(({ streamId, version }) => ({ streamId, version: version + 1 }));
  for (const { streamId, version } of await catalog.heads(next, false))
    changed.set(streamId, { standing: 'behind', version: version - 1 });
  return { changed, versions: new Map(heads.map(({ streamId, version }) => [streamId, version])) };
}

/** A write unit takes 1 KB. The bytes of JSON are about those that DynamoDB counts; indexes take those with their keys. */
function expectedUnits({ table }: Pick<Projection, 'table'>, row: Row): number {
  const indexed = Object.values(table.indexes).filter(({ partitionKey }) => row[partitionKey.name] !== undefined);
  return Math.ceil(Buffer.byteLength(JSON.stringify(row)) / 1024) * (1 + indexed.length);
}

/** The write units of a small row that is in every index. */
export const unitsOfARow = ({ table }: Pick<Projection, 'table'>): number => 1 + Object.keys(table.indexes).length;
