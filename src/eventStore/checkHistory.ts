import { type FieldChange, fieldChanges } from '../domain/fieldChanges.ts';
import type { JsonObject, JsonValue } from '../domain/jsonValue.ts';
import { isShardOf } from '../dynamo/shardOf.ts';
import { commitmentsWithin, type PersonalValuesOf, valuesOf } from './closePersonal.ts';
import { commitmentTo } from './commitmentsOf.ts';
import { fromItem } from './fromItem.ts';
import { hashOf } from './hashOf.ts';
import { lifeAfter } from './lifeAfter.ts';
import { decodedInstant } from './nextEventId.ts';
import { readable } from './readable.ts';
import { beginsLife, type EventOf, type RecordedEvent } from './recordedEvent.ts';
import type { StreamKind } from './streamKind.ts';

/** What seems to have happened: to events, or to a row, which can be made again. */
export type Fault = 'edited' | 'removed' | 'added' | 'cut off' | 'row';

/** Something that is not as the service would have stored it. */
export interface Finding {
  streamId: string;
  /** The version of the item at fault; absent where it is not about one event. */
  version?: number;
  check: 'version' | 'hash' | 'chain' | 'decodable' | 'id' | 'shard' | 'fold' | 'personal' | 'row' | 'digest' | 'log';
  fault: Fault;
  /** A sentence without its full stop. */
  message: string;
  /** `before` is what should be there, `after` what is. */
  differences?: FieldChange[];
}

export interface HistoryCheck<R extends RecordedEvent = RecordedEvent> {
  /** Checks the stream's next item, as stored, against those before. */
  next(item: JsonObject): Finding[];
  /** To be asked after the last item: personal values that are gone, and no erasure says why. */
  end(): Finding[];
  /** The personal values that are gone because they were erased. */
  readonly erasedValues: number;
  /** The newest event so far that could be read. */
  readonly newest: R | undefined;
}

/**
 * Checks one stream item by item, in the order of their versions, in constant memory: gapless versions from 1,
 * each item's own hash, the chain of hashes, personal values that match their commitments or were erased, readable
 * items, ids and times that rise, the shard (out of any number up to `shards`), and the fold of `data` against the state
 * that each event carries. After a finding it goes on from what is stored, and behind a gap it does not ask how an item
 * follows, so that one fault is one finding wherever possible. `withheld`: items without any personal value may come
 * from an export that left them out.
 */
export function checkHistory<R extends RecordedEvent>(
  kind: StreamKind<R>,
  streamId: string,
  { shards = 1, withheld = false }: { shards?: number | undefined; withheld?: boolean } = {},
): HistoryCheck<R> {
  let expectedVersion = 1;
  let previousHash: JsonObject[string] = null;
  let newest: R | undefined;
  // As `newest`, but every personal value is its commitment: what was erased still folds.
  let committed: R | undefined;
  const gone: { name: string; version: number }[] = [];
  let erasedValues = 0;

  return {
    next(item) {
      const found: Finding[] = [];
      const version = Number(item.version);
      const report = (check: Finding['check'], message: string, differences?: FieldChange[], fault: Fault = 'edited') =>
        found.push({ streamId, version, check, fault, message, ...(differences && { differences }) });

      if (!Number.isInteger(version) || version < expectedVersion) {
        report('version', `version ${expectedVersion} was expected here`, undefined, 'added');
        return found;
      }
      const isBehindGap = version !== expectedVersion;
      if (isBehindGap) report('version', gapIn(expectedVersion, version - 1), undefined, 'removed');
      const isLinked = isBehindGap || item.previousHash === previousHash;
      if (!isSealed(item)) {
        if (isLinked) report('hash', 'the event is not as it was stored: its hash is another');
        else report('hash', 'the event was not stored here by the service', undefined, 'added');
      } else if (!isLinked) report('chain', 'the event does not follow the version before: one of them was exchanged');
      expectedVersion = version + 1;
      previousHash = item.hash ?? null;

      const read = readable(kind, item);
      if (read.fault !== undefined) {
        report('decodable', read.fault);
        return found;
      }
      const { event } = read;
      for (const fault of personalFaults(kind, item)) report('personal', fault);
      if (!withheld || item.personal !== undefined)
        for (const name of missingValues(kind, item)) gone.push({ name, version });
      for (const name of kind.personal?.erasedBy(event as unknown as EventOf<R>) ?? []) {
        const left = gone.filter((value) => value.name !== name);
        erasedValues += gone.length - left.length;
        gone.splice(0, gone.length, ...left);
      }
      if (newest && event.eventId <= newest.eventId) report('id', 'the id does not follow the one before');
      if (event.occurredAt !== decodedInstant(event.eventId)) report('id', 'occurredAt is not the time in the id');
      if (!isShardOf(streamId, item.shard, shards)) report('shard', `the shard is not the ${kind.idAttribute}'s`);
      if (item.lifeShard !== (beginsLife(event) ? item.shard : undefined))
        report('shard', `lifeShard should be ${beginsLife(event) ? 'the shard' : 'on events that begin a life only'}`);
      const standing = fromItem(kind, { ...item, ...standIns(kind, item) });
      const fault = isBehindGap ? [] : foldFault(kind, committed, standing);
      if (typeof fault === 'string') report('fold', fault);
      else if (fault.length > 0) report('fold', 'the state is not what the events fold to', fault);
      newest = event;
      committed = standing;
      return found;
    },
    end: () =>
      gone.map(({ name, version }) => ({
        streamId,
        version,
        check: 'personal' as const,
        fault: 'removed' as const,
        message: `the value of ${name} is gone, and no later event says that it was erased`,
      })),
    get erasedValues() {
      return erasedValues;
    },
    get newest() {
      return newest;
    },
  };
}

const gapIn = (first: number, last: number): string =>
  first === last ? `version ${first} is missing` : `versions ${first} to ${last} are missing`;

/** Whether an item's hash is its own. An item that has no canonical JSON can't have been stored by the service. */
export function isSealed(item: JsonObject): boolean {
  try {
    return hashOf(item) === item.hash;
  } catch {
    return false;
  }
}

/** What is wrong with the personal values beside an item. */
export function personalFaults<R extends RecordedEvent>(kind: StreamKind<R>, item: JsonObject): string[] {
  const nameOf = new Map(commitmentsWithin(kind, item).map(({ name, c }) => [c, name]));
  return Object.entries(valuesOf(item.personal)).flatMap(([c, { salt, value }]) => {
    const name = nameOf.get(c);
    if (name === undefined) return ['a personal value stands here that the event does not name'];
    return commitmentTo(value, salt) === c ? [] : [`the value of ${name} does not match its commitment`];
  });
}

/** The names of the personal values that an item names and does not have. */
function missingValues<R extends RecordedEvent>(kind: StreamKind<R>, item: JsonObject): string[] {
  const values = valuesOf(item.personal);
  return commitmentsWithin(kind, item).flatMap(({ name, c }) => (Object.hasOwn(values, c) ? [] : [name]));
}

/** For every personal value of an item its own commitment, as a value that joins the others. */
function standIns<R extends RecordedEvent>(kind: StreamKind<R>, item: JsonObject): JsonObject {
  if (!kind.personal) return {};
  const standIn = (name: string, c: string): JsonValue => (kind.personal!.gathers.includes(name) ? { [name]: c } : c);
  const values = commitmentsWithin(kind, item).map(
    ({ name, c }) => [c, { salt: '', value: standIn(name, c) }] as const,
  );
  return { personal: Object.fromEntries(values) satisfies PersonalValuesOf as JsonObject };
}

/** What differs between the life that an event says it leads to, and the one that it does; or why it can't follow. */
function foldFault<R extends RecordedEvent>(
  kind: StreamKind<R>,
  previous: R | undefined,
  event: R,
): FieldChange[] | string {
  try {
    const { state, createdEventId, heldSince } = event;
    return fieldChanges(
      { ...lifeAfter(kind, previous, event as unknown as EventOf<R>, event) } as JsonObject,
      { state, createdEventId, ...(heldSince && { heldSince }) } as JsonObject,
    );
  } catch (error) {
    return (error as Error).message;
  }
}
