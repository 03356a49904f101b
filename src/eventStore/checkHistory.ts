import { type FieldChange, fieldChanges } from '../domain/fieldChanges.ts';
import type { JsonObject, JsonValue } from '../domain/jsonValue.ts';
import { isShardOf } from '../dynamo/shardOf.ts';
import { checkPersonal, isWithheld, missingValues } from './checkPersonal.ts';
import { commitmentsWithin, type PersonalValuesOf } from './closePersonal.ts';
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
  /** The first and the last version of events that are missing. */
  missing?: { from: number; to: number };
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
  /** Those that are still there although they were erased: their removal is not finished. */
  readonly unremovedValues: number;
  /** The newest event so far that could be read. */
  readonly newest: R | undefined;
}

/**
 * Checks one stream item by item, in the order of their versions, in constant memory: gapless versions from 1,
 * each item's own hash, the chain of hashes, personal values that match their commitments or were erased, readable
 * items, ids and times that rise, the shard (out of any number up to `shards`), and the fold of `data` against the state
 * that each event carries. After a finding it goes on from what is stored, and behind a gap it does not ask how an item
 * follows, so that one fault is one finding wherever possible. `withheld`: items without any personal value may come
 * from an export that left them out, and what follows them was written by somebody who could not see the values.
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
  let missingBefore: string[] = [];
  let isWithheldBefore = false;
  const personal = checkPersonal(kind, withheld);

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
      const gap = { from: expectedVersion, to: version - 1 };
      if (isBehindGap)
        found.push({ streamId, version, check: 'version', fault: 'removed', message: gapIn(gap), missing: gap });
      const isLinked = isBehindGap || item.previousHash === previousHash;
      const isUnchanged = isSealed(item);
      const isForeign = !isLinked && !isUnchanged;
      if (isForeign) report('hash', 'the event was not stored here by the service', undefined, 'added');
      else if (!isUnchanged) report('hash', 'the event is not as it was stored: its hash is another');
      else if (!isLinked) report('chain', 'the event does not follow the version before: one of them was exchanged');
      expectedVersion = version + 1;
      previousHash = item.hash ?? null;

      const read = readable(kind, item);
      if (read.fault !== undefined) {
        report('decodable', read.fault);
        return found;
      }
      const { event } = read;
      for (const fault of personal.next(item, event)) report('personal', fault);
      if (newest && event.eventId <= newest.eventId) report('id', 'the id does not follow the one before');
      if (event.occurredAt !== decodedInstant(event.eventId)) report('id', 'occurredAt is not the time in the id');
      if (!isShardOf(streamId, item.shard, shards)) report('shard', `the shard is not the ${kind.idAttribute}'s`);
      if (item.lifeShard !== (beginsLife(event) ? item.shard : undefined))
        report('shard', `lifeShard should be ${beginsLife(event) ? 'the shard' : 'on events that begin a life only'}`);
      const standing = fromItem(kind, { ...item, ...standIns(kind, item) });
      const missing = missingValues(kind, item);
      const seen = committed && asSeen(kind, committed, isWithheldBefore ? missingBefore : [], standing);
      const standingFault = isBehindGap ? [] : foldFault(kind, seen, standing);
      // What the schema has learned since is personal in one event and not in the next: there the values tell, if all are there.
      const isWhole = missing.length === 0 && missingBefore.length === 0;
      const withValues = () => (isWhole ? foldFault(kind, newest, event) : unlearned(kind, standingFault));
      const fault = standingFault.length > 0 ? withValues() : standingFault;
      if (typeof fault === 'string') report('fold', fault);
      else if (fault.length > 0) report('fold', 'the state is not what the events fold to', fault);
      newest = event;
      committed = standing;
      missingBefore = missing;
      isWithheldBefore = isWithheld(item, withheld);
      // Of an event that does not belong here no more need be said.
      return isForeign ? found.filter(({ check }) => check === 'version' || check === 'hash') : found;
    },
    end: () =>
      personal.gone().map(({ name, version }) => ({
        streamId,
        version,
        check: 'personal' as const,
        fault: 'removed' as const,
        message: `the value of ${name} is gone, and no later event says that it was erased`,
      })),
    get erasedValues() {
      return personal.erasedValues;
    },
    get unremovedValues() {
      return personal.unremovedValues;
    },
    get newest() {
      return newest;
    },
  };
}

const gapIn = ({ from, to }: { from: number; to: number }): string =>
  from === to ? `version ${from} is missing` : `versions ${from} to ${to} are missing`;

/** Whether an item's hash is its own. An item that has no canonical JSON can't have been stored by the service. */
export function isSealed(item: JsonObject): boolean {
  try {
    return hashOf(item) === item.hash;
  } catch {
    return false;
  }
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

/** An event as the writer of the next one saw it: without the values that were missing and that the next lacks. */
function asSeen<R extends RecordedEvent>({ personal }: StreamKind<R>, event: R, unseen: string[], next: R): R {
  if (!personal || !event.state || !next.state || unseen.length === 0) return event;
  const carried = personal.split(next.state as JsonObject).personal;
  const { plain, personal: values } = personal.split(event.state as JsonObject);
  const seen = Object.entries(values).filter(([name]) => !unseen.includes(name) || Object.hasOwn(carried, name));
  return { ...event, state: personal.join({ plain, personal: Object.fromEntries(seen) }) };
}

/**
 * The differences between commitments that a new schema does not explain. Where it takes attributes out of a gathered value,
 * that has another commitment although no change names it, and the attributes appear beside it.
 */
function unlearned<R extends RecordedEvent>(
  { personal }: StreamKind<R>,
  differences: FieldChange[] | string,
): FieldChange[] | string {
  if (typeof differences === 'string') return differences;
  const gathered = personal?.gathers.map((name) => `/state/${name}`) ?? [];
  if (!differences.some(({ pointer }) => gathered.includes(pointer))) return differences;
  return differences.filter(({ pointer, before }) => before !== undefined && !gathered.includes(pointer));
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
