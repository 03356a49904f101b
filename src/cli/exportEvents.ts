import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import type { JsonObject } from '../domain/jsonValue.ts';
import { checkHistory, type Finding, type HistoryCheck } from '../eventStore/checkHistory.ts';
import { SETTLING_MS } from '../eventStore/feedPage.ts';
import { idsFrom, ULID } from '../eventStore/nextEventId.ts';
import { petStream } from '../streams/petStream.ts';
import type { Target } from './target.ts';

interface ExportOptions {
  segments: number;
  /** What is not as it was stored: it is exported all the same. */
  report(finding: Finding): void;
  progress(events: number): void;
}

/** Events with an id below `position`, all of them. */
export interface Exported {
  events: number;
  position: string;
}

/**
 * Writes every event up to a position into a file, as the table holds it, one JSON object a line; a name that ends with
 * .gz is compressed. A pet's events come in their order, between those of others. The file appears when it is whole.
 *
 * The position is a time that has settled (feedPage.ts) before the scan begins, so the file holds the history as it was
 * then, whatever is appended meanwhile.
 */
export async function exportEvents(target: Target, file: string, options: ExportOptions): Promise<Exported> {
  const position = idsFrom(Date.now() - SETTLING_MS);
  const output = createWriteStream(`${file}.new`);
  const lines = file.endsWith('.gz') ? createGzip() : output;
  if (lines !== output) lines.pipe(output);
  const written = finished(output);
  // An error is told where the export waits for the file.
  written.catch(() => {});
  let events = 0;

  const exportSegment = async (Segment: number) => {
    const check = checkedByPet(options.report);
    const scan = { TableName: target.eventsTable, ConsistentRead: true, Segment, TotalSegments: options.segments };
    for await (const { Items } of paginateScan({ client: target.client }, scan)) {
      const page = (Items as JsonObject[]).filter((item) => isBefore(position, item));
      for (const item of page) check(item);
      if (page.length === 0) continue;
      const text = page.map((item) => `${JSON.stringify(item)}\n`).join('');
      if (!lines.write(text)) await Promise.race([once(lines, 'drain'), written]);
      events += page.length;
      options.progress(events);
    }
  };
  await Promise.all(Array.from({ length: options.segments }, (_, segment) => exportSegment(segment)));
  lines.end();
  await written;
  await rename(`${file}.new`, file);
  return { events, position };
}

/** Whether an event has settled. What has no id has no time either: it is exported, and reported. */
const isBefore = (position: string, { eventId }: JsonObject): boolean =>
  !ULID.test(String(eventId)) || String(eventId) < position;

/** A scan returns a pet's items one after another, in their order. */
function checkedByPet(report: (finding: Finding) => void): (item: JsonObject) => void {
  let petId: unknown;
  let check: HistoryCheck;
  return (item) => {
    if (item.petId !== petId) check = checkHistory(petStream, String(item.petId));
    petId = item.petId;
    for (const finding of check.next(item)) report(finding);
  };
}
