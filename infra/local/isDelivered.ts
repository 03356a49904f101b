import {
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { type Checkpoints, checkpointKey } from './checkpoints.ts';

/** Whether the consumers have dealt with every record of a table's stream on the embedded engine. */
export async function isDelivered(
  client: DynamoDBStreamsClient,
  table: string,
  consumers: readonly string[],
  checkpoints: Checkpoints,
): Promise<boolean> {
  const { Streams } = await client.send(new ListStreamsCommand({ TableName: table }));
  const StreamArn = Streams?.at(-1)?.StreamArn;
  const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn }));
  for (const { ShardId } of StreamDescription?.Shards ?? []) {
    for (const consumer of consumers) {
      const SequenceNumber = checkpoints.get(checkpointKey(consumer, StreamArn!, ShardId!));
      const from =
        SequenceNumber === undefined
          ? ({ ShardIteratorType: 'TRIM_HORIZON' } as const)
          : ({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber } as const);
      const { ShardIterator } = await client.send(new GetShardIteratorCommand({ StreamArn, ShardId, ...from }));
      const { Records = [] } = await client.send(new GetRecordsCommand({ ShardIterator, Limit: 1 }));
      if (Records.length > 0) return false;
    }
  }
  return true;
}
