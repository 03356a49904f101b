import { setTimeout as sleep } from 'node:timers/promises';
import type { RecordedEvent } from '../eventStore/recordedEvent.ts';
import { checkRows } from './checkRows.ts';
import type { Projection } from './projection.ts';
import type { RebuildContext } from './rebuildContext.ts';
import { rebuildRows, unitsOfARow } from './rebuildRows.ts';
import { added, type RebuildTask } from './rebuildTask.ts';

/** At most this many streams are worked on in a step: their newest events are all that memory holds. */
const STREAMS_PER_STEP = 250;
/** A step that must not take all the write units it could takes about those of this many seconds. */
const SECONDS_OF_A_SLOW_STEP = 3;
/** What is left to wait is left to the next step, so that a function can end in time. */
const LONGEST_WAIT_MS = 2_000;

/**
 * The next step of a task. A step writes each row at most once, only where it is newer than the one there (or as new, but
 * of an older projection), so steps may run beside the projector, beside each other, and again.
 */
export async function rebuildStep<R extends RecordedEvent>(
  context: RebuildContext<R>,
  task: RebuildTask,
  mostStreams = STREAMS_PER_STEP,
): Promise<RebuildTask> {
  const wait = task.notBefore - Date.now();
  if (wait > 0) await sleep(Math.min(wait, LONGEST_WAIT_MS));
  if (wait > LONGEST_WAIT_MS) return task;

  const start = Date.now();
  const limit = Math.min(mostStreams, stepSize(context.readModels, task));
  if (task.part === 'rows') return checkRows(context, task, limit);

  const { streamIds, rest } = await context.catalog.streams(task.range!, limit);
  const totals = await rebuildRows(context, streamIds, task);
  return {
    ...task,
    notBefore: task.dryRun || task.maxWriteUnits === null ? 0 : start + (totals.writeUnits / task.maxWriteUnits) * 1000,
    range: rest ?? task.range,
    done: rest === null,
    totals: added(task.totals, totals),
  };
}

function stepSize(
  readModels: readonly { projection: Pick<Projection, 'table'> }[],
  { maxWriteUnits }: RebuildTask,
): number {
  if (maxWriteUnits === null) return STREAMS_PER_STEP;
  const unitsOfAStream = readModels.reduce((units, { projection }) => units + unitsOfARow(projection), 0);
  const affordable = Math.floor((maxWriteUnits * SECONDS_OF_A_SLOW_STEP) / unitsOfAStream);
  return Math.max(1, Math.min(STREAMS_PER_STEP, affordable));
}
