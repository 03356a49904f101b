import { planRebuild } from '../projections/planRebuild.ts';
import type { Oddity } from '../projections/rebuildContext.ts';
import { rebuildStep } from '../projections/rebuildStep.ts';
import type { RebuildRequest, RebuildTask } from '../projections/rebuildTask.ts';
import { checkpointFile } from './checkpointFile.ts';
import { rebuildContext, type Target } from './target.ts';

interface Options extends RebuildRequest {
  /** Where to keep how far it is; a run that finds the file goes on from there. */
  checkpoint?: string;
  progress(tasks: readonly RebuildTask[]): void;
  /** Told what the work meets and does not mend; it is logged unless given. */
  report?(oddity: Oddity): void;
}

/** Runs the tasks of a rebuild in this process: the streams' segments side by side, then the rows'. */
export async function rebuildHere(
  target: Target,
  { checkpoint, progress, report, ...request }: Options,
): Promise<RebuildTask[]> {
  const file = checkpointFile<RebuildTask[]>(checkpoint, {
    command: 'rebuild',
    tables: target.readModels.map(({ projection }) => target.nameOf(projection.table)),
    ...request,
  });
  const tasks = [...(file.kept ?? (await planRebuild(target, request)))];
  const run = async (index: number) => {
    const context = rebuildContext(target, report);
    for (let task = tasks[index]!; !task.done; ) {
      task = await rebuildStep(context, task);
      tasks[index] = task;
      file.keep(tasks);
      progress(tasks);
    }
  };
  for (const part of ['streams', 'rows'] as const) {
    await Promise.all(tasks.map((task, index) => (task.part === part ? run(index) : undefined)));
  }
  file.remove();
  return tasks;
}
