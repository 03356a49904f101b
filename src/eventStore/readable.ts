import { fromItem } from './fromItem.ts';
import type { RecordedEvent } from './recordedEvent.ts';
import type { StreamKind } from './streamKind.ts';
import { UndecodableEvent } from './undecodableEvent.ts';

/** Reads an item where one that is not an event must not end the work: the event, or why there is none. */
export function readable<R extends RecordedEvent>(
  kind: StreamKind<R>,
  item: unknown,
): { event: R; fault?: undefined } | { fault: string } {
  try {
    return { event: fromItem(kind, item) };
  } catch (error) {
    if (!(error instanceof UndecodableEvent)) throw error;
    return { fault: error.message };
  }
}
