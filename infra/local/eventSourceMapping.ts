import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBRecord } from 'aws-lambda';
import type { Invoke } from './invoking.ts';

export interface MappingOptions {
  /** Records older than this are given up; the stream itself keeps them for 24 h. */
  maxRecordAgeMs: number;
  firstPauseMs: number;
  longestPauseMs: number;
}

/** What is left of a batch after one invocation, as consecutive batches: the first is delivered next. */
type Remainder = DynamoDBRecord[][];

/**
 * Delivers a shard's batches to a function as a Lambda event source mapping does, with ReportBatchItemFailures and
 * BisectBatchOnFunctionError on (Lambda guide, "Implementing partial batch response with DynamoDB"). Nothing is skipped
 * before it is processed or too old, so a batch that fails holds up its shard.
 */
export class EventSourceMapping {
  private readonly invoke: Invoke;
  private readonly options: MappingOptions;
  private readonly giveUp: (records: DynamoDBRecord[]) => void;

  constructor(invoke: Invoke, giveUp: (records: DynamoDBRecord[]) => void, options: MappingOptions) {
    this.invoke = invoke;
    this.giveUp = giveUp;
    this.options = options;
  }

  /** Yields the sequence number up to which everything was dealt with, each time it moves on. */
  async *deliver(batch: DynamoDBRecord[], signal: AbortSignal): AsyncGenerator<string> {
    let batches: Remainder = [batch];
    let failures = 0;
    while (!signal.aborted) {
      const [next, ...later] = batches;
      if (!next) return;
      const remainder = this.isTooOld(next) ? this.drop(next) : await this.attempt(next);
      const dealtWith = next.length - remainder.flat().length;
      batches = [...remainder, ...later];
      if (dealtWith > 0) {
        failures = 0;
        yield next[dealtWith - 1]!.dynamodb!.SequenceNumber!;
      }
      if (remainder.length > 0) await sleep(this.pauseAfter(++failures), undefined, { signal }).catch(() => {});
    }
  }

  private async attempt(batch: DynamoDBRecord[]): Promise<Remainder> {
    try {
      return remainderOf(batch, await this.invoke({ Records: batch }));
    } catch (error) {
      console.error({
        message: 'a stream function failed; its batch is delivered again',
        records: batch.length,
        error,
      });
      return bisected(batch);
    }
  }

  private isTooOld([first]: DynamoDBRecord[]): boolean {
    const createdAt = (first?.dynamodb?.ApproximateCreationDateTime ?? 0) * 1000;
    return Date.now() - createdAt > this.options.maxRecordAgeMs;
  }

  private drop(batch: DynamoDBRecord[]): Remainder {
    this.giveUp(batch.slice(0, 1));
    return batch.length > 1 ? [batch.slice(1)] : [];
  }

  private pauseAfter(failures: number): number {
    const { firstPauseMs, longestPauseMs } = this.options;
    return Math.min(firstPauseMs * 2 ** (failures - 1), longestPauseMs);
  }
}

/**
 * What a response leaves to be delivered again: everything from the lowest failed sequence number on. No response, or
 * one without failures, is full success; a failure that names no record of the batch is full failure.
 */
export function remainderOf(batch: DynamoDBRecord[], response: unknown): Remainder {
  const failures = (
    response as { batchItemFailures?: ({ itemIdentifier?: unknown } | null)[] | null } | null | undefined
  )?.batchItemFailures;
  if (!failures || failures.length === 0) return [];
  const places = failures.map((failure) =>
    batch.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === failure?.itemIdentifier),
  );
  return places.includes(-1) ? bisected(batch) : [batch.slice(Math.min(...places))];
}

function bisected(batch: DynamoDBRecord[]): Remainder {
  if (batch.length === 1) return [batch];
  const middle = Math.ceil(batch.length / 2);
  return [batch.slice(0, middle), batch.slice(middle)];
}
