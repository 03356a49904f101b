import { setTimeout as sleep } from 'node:timers/promises';
import {
  type _Record,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type ShardIteratorType,
} from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBRecord } from 'aws-lambda';
import { type Checkpoints, checkpointKey } from './checkpoints.ts';
import { EventSourceMapping, type MappingOptions } from './eventSourceMapping.ts';
import type { Invoke } from './invoking.ts';
import { ShardLanes } from './shardLanes.ts';
import { shardsOf } from './shardsOf.ts';
import { streamOf } from './streamOf.ts';

export interface PumpConsumer {
  name: string;
  invoke: Invoke;
  batchSize: number;
  /** Told of records that were too old and will not be delivered any more. */
  gaveUp?(records: readonly DynamoDBRecord[]): void;
}

export interface PumpOptions extends MappingOptions {
  /** The pause after an empty read; it doubles up to the longest one while nothing comes. */
  firstIdleMs: number;
  longestIdleMs: number;
  /** The least pause after a read that filled no batch: what is written meanwhile is delivered together. */
  gatherMs: number;
  /** When the database was written last: milliseconds since 1970, NaN where nobody can tell. */
  lastWritten(): number;
}

/**
 * A developer should not have to wait a minute for a retry. On AWS records are given up after 20 h, and a daily check
 * repairs the rows; a machine is off for longer, and has no such check.
 */
const DEFAULTS: PumpOptions = {
  maxRecordAgeMs: Number.POSITIVE_INFINITY,
  firstPauseMs: 50,
  longestPauseMs: 5_000,
  firstIdleMs: 5,
  // What others write is found within half a second; of what the service writes the pump is told.
  longestIdleMs: 480,
  gatherMs: 20,
  lastWritten: () => Number.NaN,
};

/** As many as the greatest ParallelizationFactor. */
const LANES = 10;
/** How often new shards are looked for. */
const SHARD_DISCOVERY_MS = 10_000;
/** File systems tell times in steps of two seconds at most: within one, a second write does not show. */
const WRITE_SHOWS_MS = 2_500;
/** An unread stream is read so often all the same: an iterator lasts 15 minutes (API reference, GetShardIterator). */
const LONGEST_UNREAD_MS = 60_000;

/**
 * Reads a table's stream from the start, or from where each consumer stopped, and delivers it to the consumers, shard by
 * shard. A shard's children are read after the shard has ended, so that order is kept for each item. `trimmed` is told
 * where the stream no longer has what a consumer has not read.
 */
export class StreamPump {
  private readonly client: DynamoDBStreamsClient;
  private readonly consumers: readonly PumpConsumer[];
  private readonly checkpoints: Checkpoints;
  private readonly options: PumpOptions;
  private readonly trimmed: () => void;
  private readonly stopping = new AbortController();
  private running: Promise<unknown> = Promise.resolve();
  private readonly resting = new Set<() => void>();
  private wakes = 0;

  constructor(
    client: DynamoDBStreamsClient,
    consumers: readonly PumpConsumer[],
    checkpoints: Checkpoints,
    options: Partial<PumpOptions> = {},
    trimmed: () => void = () => {},
  ) {
    this.trimmed = trimmed;
    client.middlewareStack.remove('loggerMiddleware');
    this.client = client;
    this.consumers = consumers;
    this.checkpoints = checkpoints;
    this.options = { ...DEFAULTS, ...options };
  }

  async start(table: string): Promise<void> {
    const streamArn = await streamOf(this.client, table);
    this.running = Promise.all(this.consumers.map((consumer) => this.consume(consumer, streamArn)));
  }

  /** Reads at once: something was written. */
  wake(): void {
    this.wakes++;
    this.endRests();
  }

  /** Stops after the batches under way. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.wake();
    await this.running;
  }

  private get stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  private async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.stopping.signal }).catch(() => {});
  }

  /** Until the pump is woken, and `ms` at most. Who rests for long looks when another does: to wake a thread costs more. */
  private rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.resting.delete(end);
        resolve();
      };
      const timer = setTimeout(ms < this.options.longestIdleMs ? end : () => this.endRests(), ms);
      this.resting.add(end);
    });
  }

  /** When the database was written last; NaN where nobody can tell, or a second write could have the same time. */
  private settledWrite(): number {
    const writtenAt = this.options.lastWritten();
    return Date.now() - writtenAt > WRITE_SHOWS_MS ? writtenAt : Number.NaN;
  }

  private endRests(): void {
    for (const end of this.resting) end();
  }

  private async consume(consumer: PumpConsumer, streamArn: string): Promise<void> {
    const shards = new Map<string, Promise<void>>();
    for (let askedAt = Number.NaN; !this.stopped; await this.pause(SHARD_DISCOVERY_MS)) {
      if (this.options.lastWritten() === askedAt) continue;
      askedAt = this.settledWrite();
      try {
        for (const { ShardId = '', ParentShardId = '' } of await shardsOf(this.client, streamArn)) {
          if (shards.has(ShardId)) continue;
          const parent = shards.get(ParentShardId) ?? Promise.resolve();
          shards.set(
            ShardId,
            parent.then(() => this.consumeShard(consumer, streamArn, ShardId)),
          );
        }
      } catch (error) {
        this.report(consumer, error);
        askedAt = Number.NaN;
      }
    }
    await Promise.all(shards.values());
  }

  /** Until the shard ends or the pump stops. Where reading fails, goes on behind what was read after a pause. */
  private async consumeShard(consumer: PumpConsumer, streamArn: string, shardId: string): Promise<void> {
    const key = checkpointKey(consumer.name, streamArn, shardId);
    const mapping = new EventSourceMapping(
      consumer.invoke,
      (records) => {
        console.error({ message: 'stream records were given up', consumer: consumer.name, records });
        consumer.gaveUp?.(records);
      },
      this.options,
    );
    const deliver = (batch: DynamoDBRecord[], signal: AbortSignal) => mapping.deliver(batch, signal);
    const dealtWith = (sequenceNumber: string) => {
      try {
        this.checkpoints.set(key, sequenceNumber);
      } catch (error) {
        this.report(consumer, error);
      }
    };
    const { batchSize } = consumer;
    const lanes = new ShardLanes({ lanes: LANES, batchSize, deliver, dealtWith }, this.stopping.signal);
    for (let ended = false; !ended && !this.stopped; ) {
      try {
        const after = lanes.lastSeen ?? this.checkpoints.get(key);
        ended = await this.readShard(lanes, batchSize, streamArn, shardId, after);
      } catch (error) {
        this.report(consumer, error);
        await this.pause(this.options.longestPauseMs / 10);
      }
    }
    await lanes.ended();
  }

  /** True when the shard has ended. */
  private async readShard(
    lanes: ShardLanes,
    batchSize: number,
    streamArn: string,
    shardId: string,
    after: string | undefined,
  ): Promise<boolean> {
    const { firstIdleMs, longestIdleMs, gatherMs } = this.options;
    let idleMs = firstIdleMs;
    let iterator = await this.iteratorAt(streamArn, shardId, after);
    while (iterator && !this.stopped) {
      const { wakes } = this;
      const begun = performance.now();
      const writtenAt = this.settledWrite();
      const { Records = [], NextShardIterator } = await this.client.send(
        new GetRecordsCommand({ ShardIterator: iterator, Limit: batchSize }),
      );
      if (Records.length > 0) {
        await lanes.add(Records.map((record) => asLambdaRecord(record, streamArn)));
        idleMs = firstIdleMs;
        // A busy machine delivers more at once, as reading and delivering take half of the time at most.
        if (Records.length < batchSize) await this.pause(Math.max(gatherMs, performance.now() - begun));
      } else if (NextShardIterator && wakes === this.wakes) {
        const isUntouched = () =>
          wakes === this.wakes &&
          this.options.lastWritten() === writtenAt &&
          performance.now() - begun < LONGEST_UNREAD_MS;
        do {
          await this.rest(idleMs);
          idleMs = Math.min(idleMs * 2, longestIdleMs);
        } while (isUntouched());
        if (wakes !== this.wakes) idleMs = firstIdleMs;
      }
      iterator = NextShardIterator;
    }
    return !iterator;
  }

  private async iteratorAt(streamArn: string, shardId: string, after: string | undefined): Promise<string | undefined> {
    const iterator = async (ShardIteratorType: ShardIteratorType, SequenceNumber?: string) => {
      const command = { StreamArn: streamArn, ShardId: shardId, ShardIteratorType, SequenceNumber };
      return (await this.client.send(new GetShardIteratorCommand(command))).ShardIterator;
    };
    if (after !== undefined) {
      if (await this.holds(after, () => iterator('AT_SEQUENCE_NUMBER', after)))
        return iterator('AFTER_SEQUENCE_NUMBER', after);
      this.trimmed();
    }
    return iterator('TRIM_HORIZON');
  }

  /** Whether a stream has the record that was read last. It was trimmed, or an older database was put back. */
  private async holds(sequenceNumber: string, iteratorAt: () => Promise<string | undefined>): Promise<boolean> {
    try {
      const ShardIterator = await iteratorAt();
      const { Records = [] } = await this.client.send(new GetRecordsCommand({ ShardIterator, Limit: 1 }));
      return Records[0]?.dynamodb?.SequenceNumber === sequenceNumber;
    } catch (error) {
      if (error instanceof Error && error.name === 'TrimmedDataAccessException') return false;
      throw error;
    }
  }

  private report(consumer: PumpConsumer, error: unknown): void {
    if (!this.stopped) console.error({ message: 'reading the stream failed', consumer: consumer.name, error });
  }
}

/** The record as Lambda passes it on: times in seconds, and the ARN it came from. */
function asLambdaRecord({ dynamodb, ...record }: _Record, streamArn: string): DynamoDBRecord {
  return {
    ...record,
    eventSourceARN: streamArn,
    dynamodb: {
      ...dynamodb,
      ApproximateCreationDateTime: (dynamodb?.ApproximateCreationDateTime?.getTime() ?? 0) / 1000,
    },
  } as DynamoDBRecord;
}
