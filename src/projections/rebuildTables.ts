import {
  BatchGetCommand,
  type BatchGetCommandInput,
  type BatchGetCommandOutput,
  type DynamoDBDocumentClient,
  QueryCommand,
  ScanCommand,
  type ScanCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { concurrently } from '../dynamo/concurrently.ts';
import { unitsOf } from '../dynamo/unitsOf.ts';
import { fromItem, UndecodableEvent } from '../eventStore/eventCodec.ts';
import type { RecordedEvent } from '../eventStore/recordedEvent.ts';

/** BatchGetItem takes this many keys. */
const KEYS_PER_REQUEST = 100;
/** Requests of one segment under way at once. */
export const CONCURRENCY = 16;

type Item = Record<string, unknown>;

/** Something that a rebuild met and does not mend by itself. */
export interface Oddity {
  message: string;
  petId: string;
  version: number;
  eventId?: string;
}

/** Reads the tables for a rebuild, counts the read units that it takes, and tells what is odd in them. */
export class RebuildTables {
  readonly client: DynamoDBDocumentClient;
  readonly eventsTable: string;
  readonly petsTable: string;
  readonly report: (oddity: Oddity) => void;
  private units = 0;

  constructor(
    client: DynamoDBDocumentClient,
    eventsTable: string,
    petsTable: string,
    report: (oddity: Oddity) => void = (oddity) => console.error(oddity),
  ) {
    this.client = client;
    this.eventsTable = eventsTable;
    this.petsTable = petsTable;
    this.report = report;
  }

  /** The read units since the last time. */
  takeUnits(): number {
    const units = this.units;
    this.units = 0;
    return units;
  }

  async scan(input: ScanCommandInput): Promise<{ items: Item[]; lastKey: Item | undefined }> {
    const { Items, LastEvaluatedKey, ConsumedCapacity } = await this.client.send(
      new ScanCommand({ ...input, ReturnConsumedCapacity: 'TOTAL' }),
    );
    this.units += unitsOf(ConsumedCapacity);
    return { items: Items ?? [], lastKey: LastEvaluatedKey };
  }

  /** The items that are there, in any order, with the attributes named. */
  async get(
    table: string,
    keys: readonly Item[],
    attributes: readonly string[],
    ConsistentRead: boolean,
  ): Promise<Item[]> {
    const found: Item[] = [];
    const chunks = Array.from({ length: Math.ceil(keys.length / KEYS_PER_REQUEST) }, (_, index) =>
      keys.slice(index * KEYS_PER_REQUEST, (index + 1) * KEYS_PER_REQUEST),
    );
    const names = Object.fromEntries(attributes.map((name, index) => [`#${index}`, name]));
    const projection = {
      ProjectionExpression: Object.keys(names).join(', '),
      ExpressionAttributeNames: names,
      ConsistentRead,
    };
    await concurrently(CONCURRENCY, chunks, async (chunk) => {
      // What a response leaves out, for its size or the table's capacity, is asked for again.
      let left: BatchGetCommandInput['RequestItems'] = { [table]: { Keys: [...chunk], ...projection } };
      while (left?.[table]) {
        const output: BatchGetCommandOutput = await this.client.send(
          new BatchGetCommand({ RequestItems: left, ReturnConsumedCapacity: 'TOTAL' }),
        );
        found.push(...(output.Responses?.[table] ?? []));
        this.units += unitsOf(output.ConsumedCapacity);
        left = output.UnprocessedKeys;
      }
    });
    return found;
  }

  /**
   * A pet's newest event that can be read, strongly consistent, and whether newer ones can't. Events that can't be read
   * are passed over, as the projector does.
   */
  async newest(petId: string): Promise<{ event?: RecordedEvent; unreadable: boolean }> {
    for (let unreadable = false, startKey: Item | undefined; ; unreadable = true) {
      const { Items, LastEvaluatedKey, ConsumedCapacity } = await this.client.send(
        new QueryCommand({
          TableName: this.eventsTable,
          ConsistentRead: true,
          KeyConditionExpression: 'petId = :petId',
          ExpressionAttributeValues: { ':petId': petId },
          ScanIndexForward: false,
          Limit: 1,
          ExclusiveStartKey: startKey,
          ReturnConsumedCapacity: 'TOTAL',
        }),
      );
      this.units += unitsOf(ConsumedCapacity);
      const item = Items?.[0];
      if (!item) return { unreadable };
      try {
        return { event: fromItem(item), unreadable };
      } catch (error) {
        if (!(error instanceof UndecodableEvent)) throw error;
        this.report({ message: error.message, petId, version: Number(item.version) });
      }
      if (!LastEvaluatedKey) return { unreadable: true };
      startKey = LastEvaluatedKey;
    }
  }
}
