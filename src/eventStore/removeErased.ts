import { concurrently } from '../dynamo/concurrently.ts';
import { commitmentsWithin, valuesOf } from './closePersonal.ts';
import type { PersonalStore } from './personalStore.ts';
import type { EventOf, RecordedEvent } from './recordedEvent.ts';
import type { StreamKind } from './streamKind.ts';

/** Items that are rewritten at once. */
const CONCURRENCY = 8;
const MOST_WAITING = 100;

/**
 * Removes from the events before an erasure the values that it names, and returns how many there were. It reads first, so
 * what was done before is not done again: after a crash, call it again.
 */
export async function removeErased<R extends RecordedEvent>(
  kind: StreamKind<R>,
  store: PersonalStore,
  erasure: R,
): Promise<number> {
  const { streamId } = erasure;
  const erased = kind.personal?.erasedBy(erasure as unknown as EventOf<R>) ?? [];
  let removed = 0;
  let waiting: { version: number; commitments: string[] }[] = [];
  const removeWaiting = async () => {
    await concurrently(CONCURRENCY, waiting, ({ version, commitments }) =>
      store.remove(streamId, version, commitments),
    );
    removed += waiting.reduce((sum, { commitments }) => sum + commitments.length, 0);
    waiting = [];
  };
  let since = 1;
  for await (const item of store.itemsBelow(streamId, erasure.version)) {
    const version = Number(item.version);
    if (version === erasure.version - 1) since = heldSince(item.heldSince, erased);
    if (version < since) break;
    const values = valuesOf(item.personal);
    const commitments = commitmentsWithin(kind, item)
      .filter(({ name, c }) => erased.includes(name) && Object.hasOwn(values, c))
      .map(({ c }) => c);
    if (commitments.length > 0) waiting.push({ version, commitments });
    if (waiting.length === MOST_WAITING) await removeWaiting();
  }
  await removeWaiting();
  return removed;
}

/** The first version that holds one of the values; before it, earlier erasures took care of them. */
function heldSince(held: unknown, names: readonly string[]): number {
  const versions = (held ?? {}) as Record<string, number>;
  return Math.min(...names.map((name) => versions[name] ?? Number.POSITIVE_INFINITY));
}
