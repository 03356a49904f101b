import type { DynamoDBBatchResponse } from 'aws-lambda';
import type { RecordedEvent } from '../eventStore/recordedEvent.ts';
import { loggable } from '../faults/loggable.ts';
import { count } from './count.ts';
import { type Projection, type Row, rowOf } from './projection.ts';
import type { RowStore } from './rowStore.ts';
import type { StreamedEvent } from './streamedEvents.ts';

/** A read model, and where its rows are. */
export interface ReadModel<R extends RecordedEvent, Rows = RowStore> {
  projection: Projection<R>;
  rows: Rows;
}
/** A read model, as far as it is written. */
export type WrittenModel<R extends RecordedEvent> = ReadModel<R, Pick<RowStore, 'write'>>;

/**
 * Brings the rows of read models up to the events of a batch: one write a stream and read model.
 *
 * Where rows can't be written, the lowest sequence number among them is reported: Lambda delivers the stream again from
 * there (Lambda guide, "Implementing partial batch response with DynamoDB").
 */
export async function project<R extends RecordedEvent>(
  readModels: readonly WrittenModel<R>[],
  streamed: readonly StreamedEvent<R>[],
): Promise<DynamoDBBatchResponse> {
  const newest = newestOfEachStream(streamed);
  const unwritten = await Promise.all(readModels.map((readModel) => write(readModel, newest)));
  const lowest = newest.find((item) => unwritten.some((items) => items.has(item)));
  return { batchItemFailures: lowest ? [{ itemIdentifier: lowest.sequenceNumber }] : [] };
}

/** Returns what was not written. */
async function write<R extends RecordedEvent>(
  { projection, rows: store }: WrittenModel<R>,
  newest: readonly StreamedEvent<R>[],
): Promise<ReadonlySet<StreamedEvent<R>>> {
  const rows = new Map<Row, StreamedEvent<R>>(newest.map((item) => [rowOf(projection, item.event), item]));
  const { unwritten, withoutStatement, fault } = await store.write([...rows.keys()]);
  const { localName: table } = projection.table;
  count('RefusedStatements', withoutStatement);
  if (withoutStatement > 0) console.error({ message: 'statements were refused', table, rows: withoutStatement });
  if (!fault) return new Set();
  console.error({ message: 'rows were not written', table, rows: unwritten.size, error: loggable(fault) });
  return new Set([...unwritten].map((row) => rows.get(row)!));
}

/** A batch may hold several events of a stream, in any order. The result is in the order of the sequence numbers. */
function newestOfEachStream<R extends RecordedEvent>(streamed: readonly StreamedEvent<R>[]): StreamedEvent<R>[] {
  const newest = new Map<string, StreamedEvent<R>>();
  for (const item of streamed) {
    const known = newest.get(item.event.streamId);
    if (!known || item.event.version > known.event.version) newest.set(item.event.streamId, item);
  }
  return streamed.filter((item) => newest.get(item.event.streamId) === item);
}
