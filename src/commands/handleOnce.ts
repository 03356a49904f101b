import type { PetEventStore, RecordedPetEvent } from '../streams/petStream.ts';
import { handleCommand } from './handleCommand.ts';
import type { IdempotencyKeys } from './idempotencyKeys.ts';
import { type PetRequest, type PetResult, petDecider } from './petDecider.ts';

/** The caller's Idempotency-Key as the table knows it, and the digest of the request that it came with. */
export interface RequestKey {
  key: string;
  request: string;
}

/**
 * `handleCommand`, at most once for a key (draft-ietf-httpapi-idempotency-key-header): a request that was carried out
 * before gives the event that answered it then; the same key on another request is refused.
 *
 * The event and its key are inserted in one transaction, so concurrent repetitions and lost replies lead to one event.
 * A refused request changed nothing and keeps no key: it may be tried again.
 */
export async function handleOnce(
  store: PetEventStore,
  keys: IdempotencyKeys,
  command: PetRequest,
  requestKey: RequestKey | undefined,
): Promise<PetResult> {
  if (!requestKey) return handleCommand(store, petDecider, command);

  const before = await earlierAnswer(store, keys, requestKey);
  if (before) return before;

  const recordOf = ({ streamId, version }: RecordedPetEvent) => ({ ...requestKey, petId: streamId, version });
  const result = await handleCommand(store, petDecider, command, (event) => keys.companion(recordOf(event)));
  const carriedOut = result.done && (!result.unchanged || (await keys.keep(recordOf(result.newest))) === 'kept');
  if (carriedOut) return result;
  // A repetition may have been carried out in the meantime, and may be the very reason of a refusal.
  return (await earlierAnswer(store, keys, requestKey)) ?? result;
}

async function earlierAnswer(
  store: PetEventStore,
  keys: IdempotencyKeys,
  { key, request }: RequestKey,
): Promise<PetResult | undefined> {
  const record = await keys.find(key);
  if (!record) return undefined;
  if (record.request !== request) return { done: false, refusal: { reason: 'idempotency-key-reused' } };
  const newest = await store.at(record.petId, record.version);
  return newest && { done: true, newest, unchanged: true };
}
