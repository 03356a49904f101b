import { rebuildStep } from '../projections/rebuildStep.ts';
import { type Oddity, RebuildTables } from '../projections/rebuildTables.ts';
import { type RebuildOptions, type RebuildTask, rebuildTasks } from '../projections/rebuildTask.ts';
import { checkpointFile } from './checkpointFile.ts';
import type { Target } from './target.ts';

interface Options extends RebuildOptions {
  segments: number;
  /** Where to keep how far it is; a run that finds the file goes on from there. */
  checkpoint?: string;
  progress(tasks: readonly RebuildTask[]): void;
  /** Told what the work meets and does not mend; it is logged unless given. */
  report?(oddity: Oddity): void;
}

/** Runs the tasks of a rebuild in this process: the pets' segments side by side, then the rows'. */
export async function rebuildHere(
  { client, eventsTable, petsTable }: Target,
  { segments, checkpoint, progress, report, ...options }: Options,
): Promise<RebuildTask[]> {
  const file = checkpointFile<RebuildTask[]>(checkpoint, { command: 'rebuild', petsTable, segments, ...options });
  const tasks = [...(file.kept ?? rebuildTasks(segments, options))];
  const run = async (index: number) => {
    const tables = new RebuildTables(client, eventsTable, petsTable, report);
    for (let task = tasks[index]!; !task.done; ) {
      task = await rebuildStep(tables, task);
      tasks[index] = task;
      file.keep(tasks);
      progress(tasks);
    }
  };
  for (const part of ['pets', 'rows'] as const) {
    await Promise.all(tasks.map((task, index) => (task.part === part ? run(index) : undefined)));
  }
  file.remove();
  return tasks;
}
