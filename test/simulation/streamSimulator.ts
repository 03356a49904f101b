import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBRecord } from 'aws-lambda';
import { EventSourceMapping } from '../../infra/local/eventSourceMapping.ts';
import type { Invoke } from '../../infra/local/invoking.ts';
import type { Random } from './random.ts';

export interface StreamSettings {
  /** Order is kept within an item only: records are dealt out to so many shards, each with a pace of its own. */
  shards: number;
  batchSize: number;
  /** How long records wait before they are delivered, at most, in milliseconds. */
  lagMs: number;
  /** The shares of batches that are delivered again later, and in another order of their items. */
  duplicated: number;
  reordered: number;
  /** The share of records that are too old when their turn comes, and given up. */
  expired: number;
  /** The share of batches that hold a record which is no event. */
  poisoned: number;
}

export interface StreamCounts {
  records: number;
  duplicated: number;
  reordered: number;
  expired: number;
  poisoned: number;
}

const FIRST_SEQUENCE_NUMBER = 10n ** 20n;
const DAY_SECONDS = 24 * 3600;

/** Delivers a stream's records to one function, as badly as DynamoDB Streams and Lambda may. */
export class StreamSimulator {
  readonly counts: StreamCounts = { records: 0, duplicated: 0, reordered: 0, expired: 0, poisoned: 0 };
  /** The events of the records that were given up. */
  readonly givenUp = new Set<string>();
  private readonly settings: StreamSettings;
  private readonly random: Random;
  private readonly invoke: Invoke;
  private readonly shards: Shard[];
  private isCalm = false;
  private sequence = 0;

  constructor(settings: StreamSettings, random: Random, invoke: Invoke) {
    this.settings = settings;
    this.random = random;
    this.invoke = invoke;
    this.shards = Array.from({ length: settings.shards }, () => new Shard());
    for (const shard of this.shards) void this.run(shard);
  }

  /** Adds records that were just read from the stream. */
  push(records: readonly DynamoDBRecord[]): void {
    this.counts.records += records.length;
    for (const record of records) this.random.one(this.shards).push([agedBy(0, record)]);
  }

  /** Nothing is duplicated, expired or poisoned any more. */
  calm(): void {
    this.isCalm = true;
  }

  get drained(): boolean {
    return this.shards.every(({ isIdle }) => isIdle);
  }

  private async run(shard: Shard): Promise<void> {
    const mapping = new EventSourceMapping(
      this.invoke,
      (records) => {
        this.counts.expired += records.length;
        for (const { dynamodb } of records) this.givenUp.add(dynamodb!.NewImage!.eventId!.S!);
      },
      { maxRecordAgeMs: 20 * 3600 * 1000, firstPauseMs: 20, longestPauseMs: 500 },
    );
    for (;;) {
      await shard.filled();
      await sleep(this.random.next() * this.settings.lagMs);
      const taken = shard.take(1 + this.random.below(this.settings.batchSize));
      const batch = this.numbered(this.spoiled(taken));
      for await (const _ of mapping.deliver(batch, new AbortController().signal));
      if (this.happens('duplicated')) shard.push(taken);
      shard.delivered();
    }
  }

  private spoiled(taken: DynamoDBRecord[]): DynamoDBRecord[] {
    const inOrder = this.happens('reordered') ? this.random.shuffled(taken) : taken;
    const records = inOrder.map((record) => (this.happensTo('expired') ? agedBy(DAY_SECONDS, record) : record));
    if (this.happens('poisoned')) records.splice(this.random.below(records.length + 1), 0, poisonLike(taken[0]!));
    return records;
  }

  private happens(what: 'duplicated' | 'reordered' | 'poisoned'): boolean {
    const happens = !this.isCalm && this.random.chance(this.settings[what]);
    if (happens) this.counts[what]++;
    return happens;
  }

  private happensTo(what: 'expired'): boolean {
    return !this.isCalm && this.random.chance(this.settings[what]);
  }

  /** In a shard, sequence numbers rise in the order of the records. */
  private numbered(records: DynamoDBRecord[]): DynamoDBRecord[] {
    return records.map((record) => ({
      ...record,
      dynamodb: { ...record.dynamodb, SequenceNumber: String(FIRST_SEQUENCE_NUMBER + BigInt(++this.sequence)) },
    }));
  }
}

/** Records that wait for their delivery. */
class Shard {
  private records: DynamoDBRecord[] = [];
  private busy = false;
  private wake: () => void = () => {};

  get isIdle(): boolean {
    return this.records.length === 0 && !this.busy;
  }

  push(records: readonly DynamoDBRecord[]): void {
    this.records.push(...records);
    this.wake();
  }

  async filled(): Promise<void> {
    if (this.records.length > 0) return;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
    });
  }

  take(count: number): DynamoDBRecord[] {
    this.busy = true;
    return this.records.splice(0, count);
  }

  delivered(): void {
    this.busy = false;
  }
}

const agedBy = (seconds: number, record: DynamoDBRecord): DynamoDBRecord => ({
  ...record,
  dynamodb: { ...record.dynamodb, ApproximateCreationDateTime: Math.floor(Date.now() / 1000) - seconds },
});

const poisonLike = (record: DynamoDBRecord): DynamoDBRecord => ({
  ...record,
  dynamodb: { ...record.dynamodb, NewImage: { petId: { S: 'poison' }, version: { N: '1' }, type: { S: 'PetMoved' } } },
});
