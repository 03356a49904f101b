import { createGzip } from 'node:zlib';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import type { JsonObject } from '../domain/jsonValue.ts';
import { checkHistory, type Finding, type HistoryCheck } from '../eventStore/checkHistory.ts';
import { dynamoStreamCatalog } from '../eventStore/dynamoStreamCatalog.ts';
import { SETTLING_MS } from '../eventStore/feedPage.ts';
import { idsFrom, ULID } from '../eventStore/nextEventId.ts';
import { petStream } from '../streams/petStream.ts';
import { merged } from './merged.ts';
import { SortedEntries } from './sortedEntries.ts';
import type { Target } from './target.ts';
import { writeOutput } from './writeOutput.ts';

interface ExportOptions {
  segments: number;
  /** Leaves the personal values out: the chain is whole without them. */
  withoutPersonalData?: boolean;
  /** What is not as it was stored: it is exported all the same. */
  report(finding: Finding): void;
  progress(events: number): void;
}

/** Events with an id below `position`, all of them. */
export interface Exported {
  events: number;
  position: string;
}

/** Items of a pet that a scan returned one after another: their first `written` versions are in the file. */
interface Run {
  petId: string;
  written: number;
  /** Whether these are all that the scan returned, and nothing is wrong with them. */
  isSound: boolean;
}

/**
 * Writes every event up to a position into a file, as the table holds it, one JSON object a line; a name that ends with
 * .gz is compressed. A pet's events come in their order, between those of others. The file appears when it is whole.
 *
 * The position is a time that has settled (feedPage.ts) before the scan begins, so the file holds the history as it was
 * then, whatever is appended meanwhile.
 *
 * A scan promises no order. What it returns in the order of a pet's versions is written as it comes; a pet of which
 * anything else came is read again by itself, in order, and only what is then found is reported.
 */
export async function exportEvents(target: Target, file: string, options: ExportOptions): Promise<Exported> {
  const { segments, withoutPersonalData = false, report, progress } = options;
  const written = ({ personal, ...item }: JsonObject): JsonObject =>
    withoutPersonalData || personal === undefined ? item : { ...item, personal };
  const position = idsFrom(Date.now() - SETTLING_MS);
  const runs = new SortedEntries<Run>();
  let events = 0;
  const counted = (items: readonly JsonObject[]): string => {
    events += items.length;
    progress(events);
    return items.map((item) => `${JSON.stringify(written(item))}\n`).join('');
  };

  async function* scanned(Segment: number) {
    const scan = { TableName: target.eventsTable, ConsistentRead: true, Segment, TotalSegments: segments };
    const inOrder = new InOrder(runs, target.shardsEver);
    for await (const { Items } of paginateScan({ client: target.client }, scan)) {
      const page: JsonObject[] = [];
      for (const item of Items as JsonObject[])
        if (isBefore(position, item) && (await inOrder.takes(item))) page.push(item);
      if (page.length > 0) yield counted(page);
    }
    await inOrder.end();
  }
  async function* reread() {
    const { items } = dynamoStreamCatalog(target.client, target.eventsTable, petStream);
    for await (const { petId, written } of unsound(runs)) {
      const check = checkHistory(petStream, petId, { shards: target.shardsEver });
      for await (const item of items(petId)) {
        if (!isBefore(position, item)) continue;
        for (const finding of check.next(item)) report(finding);
        if (!isAmongFirst(written, item)) yield counted([item]);
      }
    }
  }
  async function* text() {
    yield* merged(Array.from({ length: segments }, (_, segment) => scanned(segment)));
    yield* reread();
  }

  try {
    await writeOutput(file, text(), file.endsWith('.gz') ? createGzip() : undefined);
  } finally {
    await runs.dispose();
  }
  return { events, position };
}

/** Whether an event has settled. What has no id has no time either: it is exported, and reported. */
const isBefore = (position: string, { eventId }: JsonObject): boolean =>
  !ULID.test(String(eventId)) || String(eventId) < position;

const isAmongFirst = (versions: number, { version }: JsonObject): boolean =>
  Number.isInteger(version) && Number(version) >= 1 && Number(version) <= versions;

/** Follows the items of one segment, and tells which come in the order of their pet's versions. */
class InOrder {
  private readonly runs: SortedEntries<Run>;
  private readonly shards: number;
  private run: Run | undefined;
  private check: HistoryCheck | undefined;

  constructor(runs: SortedEntries<Run>, shards: number) {
    this.runs = runs;
    this.shards = shards;
  }

  async takes(item: JsonObject): Promise<boolean> {
    if (item.petId !== this.run?.petId) {
      await this.end();
      this.run = { petId: String(item.petId), written: 0, isSound: true };
      this.check = checkHistory(petStream, this.run.petId, { shards: this.shards });
    }
    const run = this.run!;
    if (item.version !== run.written + 1) {
      run.isSound = false;
      return false;
    }
    if (this.check!.next(item).length > 0) run.isSound = false;
    run.written++;
    return true;
  }

  async end(): Promise<void> {
    if (this.run) await this.runs.add(this.run);
  }
}

/** The pets that have to be read again, and how many of their first versions are written. */
async function* unsound(runs: SortedEntries<Run>): AsyncGenerator<Run> {
  let pet: Run | undefined;
  for await (const run of runs) {
    if (pet?.petId === run.petId) {
      pet = { ...run, written: Math.max(pet.written, run.written), isSound: pet.isSound && run.isSound };
      continue;
    }
    if (pet?.isSound === false) yield pet;
    pet = run;
  }
  if (pet?.isSound === false) yield pet;
}
