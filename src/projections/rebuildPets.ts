import type { Context } from 'aws-lambda';
import type { RecordedPetEvent } from '../streams/petStream.ts';
import { count } from './count.ts';
import { planRebuild } from './planRebuild.ts';
import type { RebuildContext } from './rebuildContext.ts';
import { rebuildStep } from './rebuildStep.ts';
import type { RebuildRequest, RebuildTask } from './rebuildTask.ts';

/** A step of the slowest kind, on tables that throttle, ends well within this. */
const LEFT_FOR_A_STEP_MS = 30_000;

export type RebuildParts = RebuildContext<RecordedPetEvent>;

/**
 * The rebuild: of a request, its tasks; of a task, as many steps as there is time for. Returns the task as far as it came;
 * the state machine calls again with it until it is done, and with the same one after a crash.
 */
export const rebuildPets =
  (parts: RebuildParts) =>
  async (
    work: RebuildRequest | RebuildTask,
    lambda: Pick<Context, 'getRemainingTimeInMillis'>,
  ): Promise<RebuildTask[] | RebuildTask> =>
    'part' in work ? someSteps(parts, work, lambda) : planRebuild(parts, work);

async function someSteps(
  parts: RebuildParts,
  task: RebuildTask,
  lambda: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<RebuildTask> {
  let current = task;
  do {
    const before = current.totals;
    current = await rebuildStep(parts, current);
    const { totals } = current;
    if (task.reconcile) count('RowsRepaired', totals.written - before.written);
    count('StrayRows', totals.stray - before.stray);
    count('RefusedStatements', totals.withoutStatement - before.withoutStatement);
    count('UndecodableRecords', totals.unreadable - before.unreadable);
  } while (!current.done && lambda.getRemainingTimeInMillis() > LEFT_FOR_A_STEP_MS);
  return current;
}
