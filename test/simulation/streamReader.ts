import type { DynamoDBRecord } from 'aws-lambda';
import { carryOutAt } from './faultProxy.ts';

const STREAMS = 'DynamoDBStreams_20120810';

/** Reads the Events table's stream from here on. On the wire, records look as Lambda hands them on. */
export class StreamReader {
  private readonly endpoint: string;
  private iterator: string;
  private readonly arn: string;

  private constructor(endpoint: string, arn: string, iterator: string) {
    this.endpoint = endpoint;
    this.arn = arn;
    this.iterator = iterator;
  }

  static async open(endpoint: string, table: string): Promise<StreamReader> {
    const { Streams } = await ask(endpoint, 'ListStreams', { TableName: table });
    const StreamArn = Streams.at(-1).StreamArn;
    const { StreamDescription } = await ask(endpoint, 'DescribeStream', { StreamArn });
    const [{ ShardId }] = StreamDescription.Shards;
    const { ShardIterator } = await ask(endpoint, 'GetShardIterator', {
      StreamArn,
      ShardId,
      ShardIteratorType: 'LATEST',
    });
    return new StreamReader(endpoint, StreamArn, ShardIterator);
  }

  async read(): Promise<DynamoDBRecord[]> {
    const { Records, NextShardIterator } = await ask(this.endpoint, 'GetRecords', { ShardIterator: this.iterator });
    this.iterator = NextShardIterator;
    return Records.map((record: DynamoDBRecord) => ({ ...record, eventSourceARN: this.arn }));
  }
}

async function ask(endpoint: string, operation: string, input: object) {
  const { status, body } = await carryOutAt(endpoint, {
    target: `${STREAMS}.${operation}`,
    body: JSON.stringify(input),
  });
  if (status !== 200) throw new Error(`${operation} failed: ${body}`);
  return JSON.parse(body);
}
