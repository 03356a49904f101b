import { paginateScan } from '@aws-sdk/lib-dynamodb';
import type { JsonObject } from '../domain/jsonValue.ts';
import { checkHistory, type Finding, type HistoryCheck } from '../eventStore/checkHistory.ts';
import { hashOf } from '../eventStore/hashOf.ts';
import { MerkleTree } from '../log/merkleTree.ts';
import { rowOf } from '../projections/projection.ts';
import { PATIENCE, type Patience, verifyStream } from '../projections/verifyStream.ts';
import type { RecordedPetEvent } from '../streams/petStream.ts';
import { compareDigest } from './compareDigest.ts';
import { batched } from './linesOf.ts';
import { joined, SortedEntries } from './sortedEntries.ts';
import type { Target } from './target.ts';
import { checkDigest, type DigestEntry, type DigestSummary, digestEntries, digestLine } from './writeDigest.ts';

export interface VerifyOptions {
  /** How many parts of the tables are scanned at once. */
  segments: number;
  /** A digest file, all of whose events must still be there. */
  against?: string;
  patience?: Patience;
  report(finding: Finding): void;
  progress?(events: number): void;
}

export interface TableVerification {
  summary: DigestSummary;
  /** Personal values that are gone because they were erased. */
  erasedValues: number;
  /** Those that are still there although they were erased. */
  unremovedValues: number;
  /** The pets' newest events, in the order of their petIds. */
  entries(): AsyncIterable<DigestEntry>;
  /** What `against` says of itself. */
  recorded?: DigestSummary;
  dispose(): Promise<void>;
}

/** A pet's newest event, and the hashes of the rows that it should have, one for each read model. */
type EventEntry = DigestEntry & { rowHashes: string[] };
type RowEntry = { petId: string; rowHash: string };

/**
 * Checks every stream and every row in two scans and a merge of their results by petId. Memory holds a page of each
 * segment and one run of each sort, whatever the number of events and pets.
 *
 * A scan is eventually consistent, and others write meanwhile: so a pet that looks wrong is read again by itself,
 * consistently, and only what is then found is reported.
 */
export async function verifyTable(target: Target, options: VerifyOptions): Promise<TableVerification> {
  const { segments, against, patience = PATIENCE, report } = options;
  const events = new SortedEntries<EventEntry>();
  const rows = target.readModels.map(() => new SortedEntries<RowEntry>());
  const suspects = new SortedEntries<{ petId: string }>();
  const dispose = async () => {
    await Promise.all([events, suspects, ...rows].map((entries) => entries.dispose()));
  };
  const suspect = (petId: string) => suspects.add({ petId });

  try {
    const recorded = against === undefined ? undefined : await checkDigest(against);
    const takenAt = new Date().toISOString();
    const { eventCount, ...values } = await scanEvents(target, segments, events, suspect, options.progress);
    for (const [index, { projection }] of target.readModels.entries()) {
      const { table } = projection;
      await scanSegments(target, target.nameOf(table), segments, () => ({
        item: (row) => rows[index]!.add({ petId: String(row[table.partitionKey.name]), rowHash: rowHashOf(row) }),
        end: async () => {},
      }));
      for await (const { left: event, right: row } of joined(newestOfEach(events), rows[index]!)) {
        if (event?.rowHashes[index] !== row?.rowHash) await suspect((event ?? row)!.petId);
      }
    }
    for await (const petIds of batched(distinct(suspects), SUSPECTS_AT_ONCE)) {
      const verified = await Promise.all(petIds.map((petId) => verifyStream(target, petId, patience)));
      for (const finding of verified.flatMap(({ findings }) => findings)) report(finding);
    }
    if (against !== undefined) await compareDigest(target, digestEntries(against), newestOfEach(events), report);

    const tree = new MerkleTree();
    let pets = 0;
    for await (const entry of newestOfEach(events)) {
      tree.add(digestLine(entry));
      pets++;
    }
    const summary = { root: tree.root().toString('hex'), pets, events: eventCount, takenAt };
    return { summary, ...values, entries: () => newestOfEach(events), ...(recorded && { recorded }), dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** As each may be waited for: a projector that stood still leaves many rows behind. */
const SUSPECTS_AT_ONCE = 50;

/** Of a row that has no canonical JSON: none that a row of the projector could have. */
function rowHashOf(row: JsonObject): string {
  try {
    return hashOf({ row });
  } catch {
    return '';
  }
}

/**
 * Streams every pet's items through its check. DynamoDB's scans return the items of a pet one after another, in their
 * order; a pet of which they come otherwise is a suspect.
 */
async function scanEvents(
  target: Target,
  segments: number,
  entries: SortedEntries<EventEntry>,
  suspect: (petId: string) => Promise<void>,
  progress: (events: number) => void = () => {},
): Promise<{ eventCount: number; erasedValues: number; unremovedValues: number }> {
  let events = 0;
  let erasedValues = 0;
  let unremovedValues = 0;
  await scanSegments(target, target.eventsTable, segments, () => {
    let petId: string | undefined;
    let check: HistoryCheck<RecordedPetEvent> | undefined;
    let newest: RecordedPetEvent | undefined;
    let isSound = true;
    const finish = async () => {
      if (petId === undefined) return;
      if (newest) {
        const event = newest;
        const { version, hash } = event;
        const rowHashes = target.readModels.map(({ projection }) => rowHashOf(rowOf(projection, event) as JsonObject));
        await entries.add({ petId, version, hash, rowHashes });
      }
      erasedValues += check!.erasedValues;
      unremovedValues += check!.unremovedValues;
      if (!isSound || check!.end().length > 0) await suspect(petId);
    };
    return {
      async item(item) {
        if (item.petId !== petId) {
          await finish();
          petId = String(item.petId);
          check = checkHistory(target.kind, petId, { shards: target.shardsEver, withheld: target.withheld ?? false });
          newest = undefined;
          isSound = true;
        }
        if (check!.next(item).length > 0) isSound = false;
        const read = check!.newest;
        if (read && (!newest || read.version > newest.version)) newest = read;
        progress(++events);
      },
      end: finish,
    };
  });
  return { eventCount: events, erasedValues, unremovedValues };
}

interface Consumer {
  item(item: JsonObject): Promise<void>;
  end(): Promise<void>;
}

/** A page of DynamoDB's 1 MB is ten times that in memory, in each segment. */
const PAGE = 500;

/** Scans a table in segments at once, each with a consumer of its own. */
async function scanSegments(
  { client }: Target,
  table: string,
  segments: number,
  consumer: () => Consumer,
): Promise<void> {
  const scanSegment = async (Segment: number) => {
    const { item, end } = consumer();
    const scan = { TableName: table, Segment, TotalSegments: segments };
    for await (const { Items } of paginateScan({ client, pageSize: PAGE }, scan)) {
      for (const one of Items ?? []) await item(one as JsonObject);
    }
    await end();
  };
  await Promise.all(Array.from({ length: segments }, (_, segment) => scanSegment(segment)));
}

async function* distinct(pets: AsyncIterable<{ petId: string }>): AsyncGenerator<string> {
  let last: string | undefined;
  for await (const { petId } of pets) {
    if (petId !== last) yield petId;
    last = petId;
  }
}

/** A pet may have been met in two places: its newest entry counts. */
async function* newestOfEach(entries: AsyncIterable<EventEntry>): AsyncGenerator<EventEntry> {
  let newest: EventEntry | undefined;
  for await (const entry of entries) {
    if (newest && newest.petId !== entry.petId) yield newest;
    if (!newest || newest.petId !== entry.petId || entry.version > newest.version) newest = entry;
  }
  if (newest) yield newest;
}
