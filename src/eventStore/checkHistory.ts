import { type FieldChange, fieldChanges } from '../domain/fieldChanges.ts';
import { type JsonObject, sameJson } from '../domain/jsonValue.ts';
import { evolve, initialState, type PetState } from '../domain/petEvents.ts';
import { shardOf } from '../dynamo/shards.ts';
import { fromItem, UndecodableEvent } from './eventCodec.ts';
import { hashOf } from './hashOf.ts';
import { timeOf } from './nextEventId.ts';
import { type RecordedEvent, stateAfter } from './recordedEvent.ts';

/** Something that is not as the service would have stored it. */
export interface Finding {
  petId: string;
  /** The version of the item at fault; absent where it is not about one event. */
  version?: number;
  check: 'version' | 'hash' | 'chain' | 'decodable' | 'id' | 'shard' | 'fold' | 'row' | 'digest';
  /** A sentence without its full stop. */
  message: string;
  /** `before` is what should be there, `after` what is. */
  differences?: FieldChange[];
}

export interface HistoryCheck {
  /** Checks the pet's next item, as stored, against those before. */
  next(item: JsonObject): Finding[];
  /** The newest event so far that could be read. */
  readonly newest: RecordedEvent | undefined;
}

/**
 * Checks one pet's stream item by item, in the order of their versions, in constant memory: gapless versions from 1,
 * each item's own hash, the chain of hashes, readable items, ids and times that rise, the shard, and the fold of `data`
 * against the state that each event carries. After a finding it goes on from what is stored, so that one fault is one
 * finding wherever possible.
 */
export function checkHistory(petId: string): HistoryCheck {
  let expectedVersion = 1;
  let previousHash: JsonObject[string] = null;
  let newest: RecordedEvent | undefined;
  let state: PetState = initialState;

  return {
    next(item) {
      const found: Finding[] = [];
      const version = Number(item.version);
      const report = (check: Finding['check'], message: string, differences?: FieldChange[]) =>
        found.push({ petId, version, check, message, ...(differences && { differences }) });

      if (version !== expectedVersion) report('version', `version ${expectedVersion} was expected here`);
      if (!isSealed(item)) report('hash', 'the stored item does not match its hash');
      if (item.previousHash !== previousHash) report('chain', 'previousHash is not the hash of the version before');
      expectedVersion = version + 1;
      previousHash = item.hash ?? null;

      const event = decoded(item);
      if (typeof event === 'string') {
        report('decodable', event);
        return found;
      }
      if (newest && event.eventId <= newest.eventId) report('id', 'the id does not follow the one before');
      if (event.occurredAt !== timeOf(event.eventId)) report('id', 'occurredAt is not the time in the id');
      if (item.shard !== shardOf(petId)) report('shard', `the shard should be ${shardOf(petId)}`);
      if (item.firstOf !== (version === 1 ? petId : undefined))
        report('shard', `firstOf should be ${version === 1 ? 'the petId' : 'on first versions only'}`);
      const folded = folding(state, event);
      if (typeof folded === 'string') report('fold', folded);
      else if (!sameJson(asJson(folded), asJson(stateAfter(event)))) {
        const differences = fieldChanges(asJson(folded), asJson(stateAfter(event)));
        report('fold', 'the state is not what the events fold to', differences);
      }
      state = stateAfter(event);
      newest = event;
      return found;
    },
    get newest() {
      return newest;
    },
  };
}

const asJson = (state: PetState): JsonObject => ({ ...state });

/** Whether an item's hash is its own. An item that has no canonical JSON can't have been stored by the service. */
export function isSealed(item: JsonObject): boolean {
  try {
    return hashOf(item) === item.hash;
  } catch {
    return false;
  }
}

function decoded(item: JsonObject): RecordedEvent | string {
  try {
    return fromItem(item);
  } catch (error) {
    if (!(error instanceof UndecodableEvent)) throw error;
    return error.message;
  }
}

function folding(state: PetState, event: RecordedEvent): PetState | string {
  try {
    return evolve(state, event);
  } catch (error) {
    return (error as Error).message;
  }
}
