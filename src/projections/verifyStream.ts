import { setTimeout as sleep } from 'node:timers/promises';
import { fieldChanges } from '../domain/fieldChanges.ts';
import type { JsonObject } from '../domain/jsonValue.ts';
import { checkHistory, type Fault, type Finding } from '../eventStore/checkHistory.ts';
import type { RecordedEvent } from '../eventStore/recordedEvent.ts';
import type { StreamCatalog } from '../eventStore/streamCatalog.ts';
import type { StreamKind } from '../eventStore/streamKind.ts';
import type { ReadModel } from './project.ts';
import { opened, rowOf } from './projection.ts';

/** How often, and at which intervals, a row that differs is read again: it may only trail its events. */
export interface Patience {
  attempts: number;
  pauseMs: number;
}
export const PATIENCE: Patience = { attempts: 5, pauseMs: 400 };

/** Streams of one kind, and the read models made of them. */
export interface Verifiable<R extends RecordedEvent> {
  kind: StreamKind<R>;
  /** How many shards were ever in use; 1 unless given. */
  shardsEver?: number;
  catalog: StreamCatalog<R>;
  readModels: readonly ReadModel<R>[];
  /** Whether the events may come from an export without personal data. */
  withheld?: boolean;
}

export interface Verified<R extends RecordedEvent> {
  events: number;
  findings: Finding[];
  /** Personal values that are gone because they were erased. */
  erasedValues: number;
  /** Those that are still there although they were erased. */
  unremovedValues: number;
  /** The newest event that can be read. */
  newest: R | undefined;
}

/** Checks a whole stream, and its row in every read model, read consistently. */
export async function verifyStream<R extends RecordedEvent>(
  verifiable: Verifiable<R>,
  streamId: string,
  patience = PATIENCE,
): Promise<Verified<R>> {
  for (let attempt = 1; ; attempt++) {
    const verified = await verifyEvents(verifiable, streamId);
    const { findings, newest } = verified;
    const rowFindings = await verifyRows(verifiable, streamId, newest);
    const isTrailing = findings.length === 0 && rowFindings.length > 0 && attempt < patience.attempts;
    if (!isTrailing) return { ...verified, findings: [...findings, ...rowFindings] };
    await sleep(patience.pauseMs);
  }
}

async function verifyEvents<R extends RecordedEvent>(
  { kind, shardsEver, catalog, withheld = false }: Verifiable<R>,
  streamId: string,
): Promise<Verified<R>> {
  const check = checkHistory(kind, streamId, { shards: shardsEver, withheld });
  const findings: Finding[] = [];
  let events = 0;
  for await (const item of catalog.items(streamId)) {
    findings.push(...check.next(item));
    events++;
  }
  findings.push(...check.end());
  const { erasedValues, unremovedValues, newest } = check;
  return { events, findings, erasedValues, unremovedValues, newest };
}

async function verifyRows<R extends RecordedEvent>(
  { readModels }: Verifiable<R>,
  streamId: string,
  newest: R | undefined,
): Promise<Finding[]> {
  const found = await Promise.all(
    readModels.map(async ({ projection, rows }): Promise<Finding[]> => {
      const row = await rows.row(streamId);
      const finding = (message: string, fault: Fault = 'row') => ({ streamId, check: 'row', fault, message }) as const;
      const isGone = (message: string, fault: Fault, from: number) => ({
        ...finding(message, fault),
        missing: { from, to: Number(row?.version) },
      });
      if (!newest) return row ? [isGone('there is a row, and no event: all its events are missing', 'removed', 1)] : [];
      if (!row) return [finding('there is no row')];
      const expected = rowOf(projection, newest);
      const exact = fieldChanges(expected as JsonObject, row as JsonObject);
      if (exact.length === 0) return [];
      const inWords = fieldChanges(opened(projection, expected), opened(projection, row));
      const differences = inWords.length > 0 ? inWords : exact;
      if (row.version > newest.version) {
        const message = `the row names version ${row.version}, an event that is not there`;
        return [isGone(message, 'cut off', newest.version + 1)];
      }
      return [{ ...finding('the row is not what the newest event makes of it'), differences }];
    }),
  );
  return found.flat();
}
