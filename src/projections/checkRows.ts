import { isDeepStrictEqual } from 'node:util';
import type { RecordedEvent } from '../eventStore/recordedEvent.ts';
import type { ReadModel } from './project.ts';
import { type Row, rowOf } from './projection.ts';
import type { RebuildContext } from './rebuildContext.ts';
import { added, type RebuildOptions, type RebuildTask } from './rebuildTask.ts';
import type { Head } from './rowStore.ts';

/** More names help nobody, and what a step returns must stay small. */
const MOST_NAMED = 20;

type Options = Pick<RebuildOptions, 'force' | 'dryRun'>;

/** A step of looking for stray rows in one read model. */
export async function checkRows<R extends RecordedEvent>(
  context: RebuildContext<R>,
  task: RebuildTask,
  limit: number,
): Promise<RebuildTask> {
  const readModel = context.readModels.find(({ projection }) => projection.table.localName === task.table);
  if (!readModel) throw new Error(`no read model has the table ${task.table}`);
  const { heads, startKey } = await readModel.rows.scan({ ...task, limit });
  const strays = await strayRows(context, readModel, heads, task);
  return {
    ...task,
    startKey,
    done: startKey === null,
    totals: added(task.totals, { stray: strays.length, readUnits: context.meter.take() }),
    strays: [...task.strays, ...strays].slice(0, MOST_NAMED),
  };
}

/**
 * A stream's rows in all read models: its id for each that is stray, and how many were not what their event makes of them.
 * Those are made anew: they have the right version, so nothing else would.
 */
export async function checkStream<R extends RecordedEvent>(
  context: RebuildContext<R>,
  streamId: string,
  options: Options,
): Promise<{ strays: string[]; edited: number }> {
  const strays: string[] = [];
  let edited = 0;
  for (const readModel of context.readModels) {
    const heads = await readModel.rows.heads([streamId], true);
    strays.push(...(await strayRows(context, readModel, heads, options)));
    if (await mendEdited(context, readModel, streamId, options)) edited++;
  }
  return { strays, edited };
}

/** Whether a row was not what its event makes of it; it is made anew, unless it is a dry run. */
async function mendEdited<R extends RecordedEvent>(
  { catalog, report }: RebuildContext<R>,
  { projection, rows }: ReadModel<R>,
  streamId: string,
  { dryRun }: Options,
): Promise<boolean> {
  const row = await rows.row(streamId);
  const { event } = await catalog.newestReadable(streamId);
  if (!event || row?.eventId !== event.eventId) return false;
  const expected = rowOf(projection, event);
  if (isDeepStrictEqual(row, expected)) return false;
  const { version, eventId } = event;
  report({ message: 'the row is not what its event makes of it', streamId, version, eventId });
  if (!dryRun) await rows.replace({ streamId, eventId }, expected);
  return true;
}

/**
 * The streams of stray rows: of those whose event is not there. A healthy row is made from an event that is stored, so a
 * stray one tells that events were lost, or that someone wrote rows by hand. It may be the last trace of what was lost:
 * without `force` it is only reported.
 */
async function strayRows<R extends RecordedEvent>(
  context: RebuildContext<R>,
  readModel: ReadModel<R>,
  heads: readonly Head[],
  { force, dryRun }: Options,
): Promise<string[]> {
  // Strongly consistent, and after the rows: the event of every healthy row is there by now.
  const events = await context.catalog.heads(heads, true);
  const eventIds = new Map(events.map(({ streamId, eventId }) => [streamId, eventId]));
  const strays = heads.filter(({ streamId, eventId }) => eventIds.get(streamId) !== eventId);

  for (const { streamId, version, eventId } of strays) {
    context.report({ message: 'a row has no event', streamId, version, eventId });
    if (force && !dryRun) await replace(context, readModel, { streamId, eventId });
  }
  return strays.map(({ streamId }) => streamId);
}

/** Puts the row of the stream's newest event in place of a stray one, or removes it; unless it was replaced meanwhile. */
async function replace<R extends RecordedEvent>(
  { catalog }: RebuildContext<R>,
  { projection, rows }: ReadModel<R>,
  stray: Pick<Head, 'streamId' | 'eventId'>,
): Promise<void> {
  const newestRow = async (): Promise<Row | undefined> => {
    const { event } = await catalog.newestReadable(stray.streamId);
    return event && rowOf(projection, event);
  };
  await rows.replace(stray, await newestRow());
  // Events that came between kept the projector from writing their row: the stray one looked newer.
  const row = await newestRow();
  if (!row) return;
  const { fault } = await rows.write([row]);
  if (fault) throw fault;
}
