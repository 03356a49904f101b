import type { EventStore } from '../eventStore/eventStore.ts';
import type { RecordedEvent } from '../eventStore/recordedEvent.ts';
import { Problem } from '../http/problems.ts';
import { type CommandRequest, type CommandResult, handleCommand } from './handleCommand.ts';
import type { IdempotencyKeys } from './idempotencyKeys.ts';

/** The caller's Idempotency-Key as the table knows it, and the digest of the request that it came with. */
export interface RequestKey {
  key: string;
  request: string;
}

/**
 * `handleCommand`, at most once for a key (draft-ietf-httpapi-idempotency-key-header): a request that was carried out
 * before gives the event that answered it then; the same key on another request is a problem.
 *
 * The event and its key are inserted in one transaction, so concurrent repetitions and lost replies lead to one event.
 * A refused request changed nothing and keeps no key: it may be tried again.
 */
export async function handleOnce(
  store: EventStore,
  keys: IdempotencyKeys,
  command: CommandRequest,
  requestKey: RequestKey | undefined,
): Promise<CommandResult> {
  if (!requestKey) return handleCommand(store, command);

  const before = await earlierAnswer(store, keys, requestKey);
  if (before) return before;

  const recordOf = ({ petId, version }: RecordedEvent) => ({ ...requestKey, petId, version });
  const result = await handleCommand(store, command, (event) => keys.companion(recordOf(event)));
  const carriedOut = result.done && (!result.unchanged || (await keys.keep(recordOf(result.newest))) === 'kept');
  if (carriedOut) return result;
  // A repetition may have been carried out in the meantime, and may be the very reason of a refusal.
  return (await earlierAnswer(store, keys, requestKey)) ?? result;
}

async function earlierAnswer(
  store: EventStore,
  keys: IdempotencyKeys,
  { key, request }: RequestKey,
): Promise<CommandResult | undefined> {
  const record = await keys.find(key);
  if (!record) return undefined;
  if (record.request !== request) {
    throw new Problem('idempotency-key-reused', 'This Idempotency-Key came with another request before.');
  }
  const newest = await store.at(record.petId, record.version);
  return newest && { done: true, newest, unchanged: true };
}
