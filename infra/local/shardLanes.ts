import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBRecord } from 'aws-lambda';

export interface LaneOptions {
  /** How many batches may be delivered at once. */
  lanes: number;
  /** How many records a batch may have. */
  batchSize: number;
  /** Delivers a batch, and yields the sequence number up to which everything in it was dealt with. */
  deliver(batch: DynamoDBRecord[], signal: AbortSignal): AsyncGenerator<string>;
  /** Told of the sequence number up to which everything in the shard was dealt with. */
  dealtWith(sequenceNumber: string): void;
}

/** A record that was not dealt with yet, and the number of the one before it in the shard. */
interface Pending {
  record: DynamoDBRecord;
  item: string;
  before: string | undefined;
}

/** As an image's JSON has up to ten times the bytes of the item, such a batch is within Lambda's 6 MB. */
const MAX_BATCH_BYTES = 600_000;
/** An item of this size may take the engine a second, so no other waits in its batch. */
const LARGE_BYTES = 16_384;
/** So many records may wait for slow ones before the shard is read no further. */
const MAX_PENDING = 5_000;
/** Reading goes on behind a batch that takes longer. */
const PATIENCE_MS = 50;

/**
 * Delivers a shard's records in lanes, as a mapping with a ParallelizationFactor does. A record follows the earlier ones
 * of its item in their lane, so each item's order is kept. The records that were read together are one batch, but a
 * large item has a lane of its own. One that is slow or fails holds up only what is in its lane.
 */
export class ShardLanes {
  private readonly options: LaneOptions;
  private readonly signal: AbortSignal;
  private readonly lanes: Pending[][];
  /** In the order of the shard. */
  private readonly pending = new Set<Pending>();
  private readonly laneOf = new Map<string, { lane: Pending[]; records: number }>();
  private readonly running = new Map<Pending[], Promise<void>>();
  /** The sequence number of the newest record that was added. */
  lastSeen: string | undefined;

  constructor(options: LaneOptions, signal: AbortSignal) {
    this.options = options;
    this.signal = signal;
    this.lanes = Array.from({ length: options.lanes }, () => []);
  }

  /** Adds records that were read. Settles when they were dealt with or take long, and there is room for more. */
  async add(records: readonly DynamoDBRecord[]): Promise<void> {
    const items = new Map<string, Pending[]>();
    for (const record of records) {
      const item = JSON.stringify(record.dynamodb?.Keys?.petId ?? record.dynamodb?.Keys ?? null);
      const pending = { record, item, before: this.lastSeen };
      this.lastSeen = numberOf(record);
      this.pending.add(pending);
      items.set(item, [...(items.get(item) ?? []), pending]);
    }
    let shared: Pending[] | undefined;
    const large: Pending[][] = [];
    for (const [item, group] of items) {
      const lane = this.laneOf.get(item)?.lane;
      if (lane) this.push(lane, group);
      else if (group.some(({ record }) => bytesOf(record) > LARGE_BYTES)) large.push(group);
      else {
        shared ??= await this.freeLane();
        this.push(shared, group);
      }
    }
    for (const group of large) this.push(await this.freeLane(), group);
    await this.quietOr(PATIENCE_MS);
    while (this.pending.size > MAX_PENDING && !this.signal.aborted) await this.oneEnds();
  }

  /** Settles when all lanes are empty, or were stopped. */
  async ended(): Promise<void> {
    await Promise.all(this.running.values());
  }

  private push(lane: Pending[], group: readonly Pending[]): void {
    for (const pending of group) {
      lane.push(pending);
      const known = this.laneOf.get(pending.item);
      if (known) known.records++;
      else this.laneOf.set(pending.item, { lane, records: 1 });
    }
    if (this.running.has(lane)) return;
    this.running.set(
      lane,
      this.run(lane).finally(() => this.running.delete(lane)),
    );
  }

  private async run(lane: Pending[]): Promise<void> {
    // What is read together is added before the first batch is taken.
    await Promise.resolve();
    while (lane.length > 0 && !this.signal.aborted) {
      for await (const done of this.options.deliver(this.batchOf(lane), this.signal)) this.take(lane, done);
    }
  }

  private batchOf(lane: readonly Pending[]): DynamoDBRecord[] {
    const batch: DynamoDBRecord[] = [];
    let bytes = 0;
    for (const { record } of lane.slice(0, this.options.batchSize)) {
      bytes += bytesOf(record);
      if (batch.length > 0 && bytes > MAX_BATCH_BYTES) break;
      batch.push(record);
    }
    return batch;
  }

  private take(lane: Pending[], done: string): void {
    const count = lane.findIndex(({ record }) => numberOf(record) === done) + 1;
    for (const pending of lane.splice(0, count)) {
      this.pending.delete(pending);
      const known = this.laneOf.get(pending.item)!;
      if (--known.records === 0) this.laneOf.delete(pending.item);
    }
    const [oldest] = this.pending;
    const upTo = oldest ? oldest.before : this.lastSeen;
    if (upTo !== undefined) this.options.dealtWith(upTo);
  }

  private async freeLane(): Promise<Pending[]> {
    for (;;) {
      const free = this.lanes.find((lane) => lane.length === 0 && !this.running.has(lane));
      if (free) return free;
      // What was stopped is delivered again from the checkpoint.
      if (this.signal.aborted) return this.lanes[0]!;
      await this.oneEnds();
    }
  }

  private async oneEnds(): Promise<void> {
    await Promise.race(this.running.values());
  }

  private async quietOr(ms: number): Promise<void> {
    const late = new AbortController();
    const timer = sleep(ms, undefined, { signal: late.signal }).catch(() => {});
    await Promise.race([this.ended(), timer]);
    late.abort();
  }
}

const numberOf = ({ dynamodb }: DynamoDBRecord): string => dynamodb?.SequenceNumber ?? '';
const bytesOf = ({ dynamodb }: DynamoDBRecord): number => dynamodb?.SizeBytes ?? 0;
