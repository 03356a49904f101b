import type { Context } from 'aws-lambda';
import { dynamoDb } from '../clients.ts';
import { tableNamed } from '../config.ts';
import { count } from './count.ts';
import { rebuildStep } from './rebuildStep.ts';
import { RebuildTables } from './rebuildTables.ts';
import type { RebuildTask } from './rebuildTask.ts';

const tables = new RebuildTables(dynamoDb(), tableNamed('events'), tableNamed('pets'));

/** A step of the slowest kind, on tables that throttle, ends well within this. */
const LEFT_FOR_A_STEP_MS = 30_000;

/**
 * The rebuild: as many steps of a task as there is time for. Returns the task as far as it came; the state machine calls
 * again with it until it is done, and with the same one after a crash.
 */
export async function handler(
  task: RebuildTask,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<RebuildTask> {
  let current = task;
  do {
    const before = current.totals;
    current = await rebuildStep(tables, current);
    const { totals } = current;
    if (task.reconcile) count('RowsRepaired', totals.written - before.written);
    count('StrayRows', totals.stray - before.stray);
    count('UndecodableRecords', totals.unreadable - before.unreadable);
  } while (!current.done && context.getRemainingTimeInMillis() > LEFT_FOR_A_STEP_MS);
  return current;
}
