import type { RecordedEvent } from '../eventStore/recordedEvent.ts';
import type { RebuildContext } from './rebuildContext.ts';
import { type RebuildRequest, type RebuildTask, rebuildTasks } from './rebuildTask.ts';

/** The tasks of a rebuild. It looks at the ids of all streams, to make the tasks about equal. */
export async function planRebuild<R extends RecordedEvent>(
  { catalog, readModels }: Pick<RebuildContext<R>, 'catalog' | 'readModels'>,
  request: RebuildRequest,
): Promise<RebuildTask[]> {
  const tables = readModels.map(({ projection }) => projection.table.localName);
  return rebuildTasks(await catalog.ranges(request.segments), tables, request);
}
