import { type FieldChange, fieldChanges } from '../domain/fieldChanges.ts';
import type { JsonObject } from '../domain/jsonValue.ts';
import { shardOf } from '../dynamo/shards.ts';
import { hashOf } from './hashOf.ts';
import { lifeAfter } from './lifeAfter.ts';
import { decodedInstant } from './nextEventId.ts';
import { readable } from './readable.ts';
import type { EventOf, RecordedEvent } from './recordedEvent.ts';
import type { StreamKind } from './streamKind.ts';

/** Something that is not as the service would have stored it. */
export interface Finding {
  streamId: string;
  /** The version of the item at fault; absent where it is not about one event. */
  version?: number;
  check: 'version' | 'hash' | 'chain' | 'decodable' | 'id' | 'shard' | 'fold' | 'row' | 'digest' | 'log';
  /** A sentence without its full stop. */
  message: string;
  /** `before` is what should be there, `after` what is. */
  differences?: FieldChange[];
}

export interface HistoryCheck<R extends RecordedEvent = RecordedEvent> {
  /** Checks the stream's next item, as stored, against those before. */
  next(item: JsonObject): Finding[];
  /** The newest event so far that could be read. */
  readonly newest: R | undefined;
}

/**
 * Checks one stream item by item, in the order of their versions, in constant memory: gapless versions from 1,
 * each item's own hash, the chain of hashes, readable items, ids and times that rise, the shard, and the fold of `data`
 * against the state that each event carries. After a finding it goes on from what is stored, so that one fault is one
 * finding wherever possible.
 */
export function checkHistory<R extends RecordedEvent>(kind: StreamKind<R>, streamId: string): HistoryCheck<R> {
  let expectedVersion = 1;
  let previousHash: JsonObject[string] = null;
  let newest: R | undefined;

  return {
    next(item) {
      const found: Finding[] = [];
      const version = Number(item.version);
      const report = (check: Finding['check'], message: string, differences?: FieldChange[]) =>
        found.push({ streamId, version, check, message, ...(differences && { differences }) });

      if (version !== expectedVersion) report('version', `version ${expectedVersion} was expected here`);
      if (!isSealed(item)) report('hash', 'the stored item does not match its hash');
      if (item.previousHash !== previousHash) report('chain', 'previousHash is not the hash of the version before');
      expectedVersion = version + 1;
      previousHash = item.hash ?? null;

      const read = readable(kind, item);
      if (read.fault !== undefined) {
        report('decodable', read.fault);
        return found;
      }
      const { event } = read;
      if (newest && event.eventId <= newest.eventId) report('id', 'the id does not follow the one before');
      if (event.occurredAt !== decodedInstant(event.eventId)) report('id', 'occurredAt is not the time in the id');
      if (item.shard !== shardOf(streamId)) report('shard', `the shard should be ${shardOf(streamId)}`);
      if (item.firstOf !== (version === 1 ? streamId : undefined))
        report('shard', `firstOf should be ${version === 1 ? `the ${kind.idAttribute}` : 'on first versions only'}`);
      const fault = foldFault(kind, newest, event);
      if (typeof fault === 'string') report('fold', fault);
      else if (fault.length > 0) report('fold', 'the state is not what the events fold to', fault);
      newest = event;
      return found;
    },
    get newest() {
      return newest;
    },
  };
}

/** Whether an item's hash is its own. An item that has no canonical JSON can't have been stored by the service. */
export function isSealed(item: JsonObject): boolean {
  try {
    return hashOf(item) === item.hash;
  } catch {
    return false;
  }
}

/** What differs between the life that an event says it leads to, and the one that it does; or why it can't follow. */
function foldFault<R extends RecordedEvent>(
  kind: StreamKind<R>,
  previous: R | undefined,
  event: R,
): FieldChange[] | string {
  try {
    const { state, createdEventId } = event;
    return fieldChanges(
      { ...lifeAfter(kind, previous, event as unknown as EventOf<R>, event.eventId) } as JsonObject,
      { state, createdEventId } as JsonObject,
    );
  } catch (error) {
    return (error as Error).message;
  }
}
