import { isObject, type JsonObject, type JsonValue } from '../domain/jsonValue.ts';
import { chunked } from '../dynamo/chunked.ts';
import { isShardOf, shardOf } from '../dynamo/shardOf.ts';
import { isSealed } from '../eventStore/checkHistory.ts';
import { missingValues, personalFaults } from '../eventStore/checkPersonal.ts';
import { fromItem } from '../eventStore/fromItem.ts';
import { beginsLife } from '../eventStore/recordedEvent.ts';
import { UndecodableEvent } from '../eventStore/undecodableEvent.ts';
import { petStream } from '../streams/petStream.ts';
import { appendItems, existingItems, ITEMS_PER_REQUEST, keyOf } from './appendItems.ts';
import { jsonFault } from './jsonFault.ts';
import { batched, type Line, linesOf } from './linesOf.ts';
import { CommandFailure, type Target } from './target.ts';

/** Lines that are worked on at once: as many pets' events side by side. */
const LINES_AT_ONCE = 400;
/** Requests at once. */
const LANES = 8;
/** Of so many pets the last event is remembered; of others it is looked up. */
const REMEMBERED = 10_000;

export interface ImportedEvents {
  appended: number;
  /** Events that were there already. */
  existing: number;
  /** With `until`: how many personal values the events lack. What erased them may have come later. */
  missing?: number;
}

/** Told how many events were checked, and then how many of all were restored. */
export interface ImportProgress {
  checked(events: number): void;
  restored(events: number, total: number): void;
}

/**
 * Restores events that were exported, exactly as they were. The whole file is checked before anything is appended: every
 * seal, and every chain, from the file or from what the table holds. May be run again after a crash. `name` is what
 * the file is called where it is refused. Events later than `until` (milliseconds since 1970) are left out.
 */
export async function importEvents(
  target: Target,
  file: string,
  progress: ImportProgress,
  { name = file, until = Number.POSITIVE_INFINITY }: { name?: string; until?: number | undefined } = {},
): Promise<ImportedEvents> {
  const isByThen = ({ occurredAt }: JsonObject) => Date.parse(String(occurredAt)) <= until;
  const total = await checkFile(target, file, progress.checked, name, isByThen);
  const isPast = Number.isFinite(until);
  const result: ImportedEvents = { appended: 0, existing: 0, ...(isPast && { missing: 0 }) };
  for await (const lines of batched(linesOf(file, name), LINES_AT_ONCE)) {
    const lanes = new Map<string, JsonObject[]>();
    const known = new Map<string, JsonObject>();
    for (const item of lines.map((line) => itemOf(target, name, line)).filter(isByThen)) {
      const twin = known.get(keyOf(item));
      if (twin) {
        // A line may be there twice, but one request can't insert both.
        if (twin.hash !== item.hash) throw otherEvent(item);
        result.existing++;
        continue;
      }
      known.set(keyOf(item), item);
      if (result.missing !== undefined) result.missing += missingValues(petStream, item).length;
      const lane = shardOf(String(item.petId), LANES);
      lanes.set(lane, [...(lanes.get(lane) ?? []), item]);
    }
    // A pet's events go in their order, a request after the other.
    await Promise.all(
      [...lanes.values()].map(async (items) => {
        for (const chunk of chunked(items, ITEMS_PER_REQUEST)) await appendAll(target, chunk, result);
      }),
    );
    progress.restored(result.appended + result.existing, total);
  }
  if (result.appended + result.existing !== total)
    throw new CommandFailure(
      `${name} changed while it was read: it had ${total} events, and then ${result.appended + result.existing}.`,
    );
  return result;
}

async function appendAll(target: Target, items: JsonObject[], result: ImportedEvents): Promise<void> {
  for (const [index, appended] of (await appendItems(target, items)).entries()) {
    const item = items[index]!;
    if (appended.outcome === 'appended') result.appended++;
    else if (appended.item.hash === item.hash) result.existing++;
    else throw otherEvent(item);
  }
}

const otherEvent = ({ petId, version }: JsonObject) =>
  new CommandFailure(`There is another event as version ${version} of the pet ${petId}.`);

/** Returns the number of events. Throws at the first line that can't be restored. */
async function checkFile(
  target: Target,
  file: string,
  checked: (events: number) => void,
  name: string,
  isRestored: (item: JsonObject) => boolean,
): Promise<number> {
  const last = new Map<unknown, JsonObject>();
  let events = 0;
  for await (const lines of batched(linesOf(file, name), ITEMS_PER_REQUEST)) {
    const items = lines
      .map((line) => ({ line, item: itemOf(target, name, line) }))
      .filter(({ item }) => isRestored(item));
    const elsewhere = items.filter(({ item }) => item.version !== 1 && !last.has(item.petId));
    const before = elsewhere.map(({ item }) => ({ petId: item.petId!, version: Number(item.version) - 1 }));
    const stored = before.length > 0 ? await existingItems(target, distinct(before)) : new Map<string, JsonObject>();
    for (const { line, item } of items) {
      const { petId = null, version } = item;
      const previous = last.get(petId) ?? stored.get(keyOf({ petId, version: Number(version) - 1 }));
      const isAgain = previous?.version === version && previous?.hash === item.hash;
      if (
        version !== 1 &&
        !isAgain &&
        (previous?.version !== Number(version) - 1 || previous.hash !== item.previousHash)
      )
        throw new CommandFailure(`${name} line ${line.number}: the event does not follow the pet's event before it.`);
      last.delete(petId);
      last.set(petId, { version: version!, hash: item.hash! });
      if (last.size > REMEMBERED) last.delete(last.keys().next().value);
    }
    events += items.length;
    checked(events);
  }
  return events;
}

const distinct = (keys: { petId: JsonValue; version: number }[]): JsonObject[] => [
  ...new Map(keys.map((key) => [keyOf(key), key])).values(),
];

/** The item in a line, exactly as the table held it. */
function itemOf({ shardsEver }: Target, name: string, { number, text }: Line): JsonObject {
  const refuse = (why: string) => new CommandFailure(`${name} line ${number}: ${why}.`);
  const item = parsed(text);
  if (!item) throw refuse('no JSON object');
  const fault = jsonFault(text);
  if (fault) throw refuse(`${fault.pointer}: ${fault.message}`);
  try {
    const event = fromItem(petStream, item);
    if (!isShardOf(event.streamId, item.shard, shardsEver))
      throw refuse(
        `the event has the shard ${JSON.stringify(item.shard)}: docs/runbook.md, "How to change the shards"`,
      );
    if (
      item.lifeShard !== (beginsLife(event) ? item.shard : undefined) ||
      (event.previousHash === null) !== (event.version === 1)
    )
      throw refuse('the event is not at its place');
  } catch (error) {
    throw error instanceof UndecodableEvent ? refuse(error.message) : error;
  }
  if (!isSealed(item)) throw refuse('the event does not match its hash: it was changed');
  const [mismatch] = personalFaults(petStream, item);
  if (mismatch !== undefined) throw refuse(mismatch);
  return item;
}

export function parsed(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as JsonValue;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
