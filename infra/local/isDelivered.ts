import {
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { type Checkpoints, checkpointKey } from './checkpoints.ts';
import { shardsOf } from './shardsOf.ts';
import { streamOf } from './streamOf.ts';

/** Whether the consumers have dealt with every record of a table's stream on the embedded engine. */
export async function isDelivered(
  client: DynamoDBStreamsClient,
  table: string,
  consumers: readonly string[],
  checkpoints: Checkpoints,
): Promise<boolean> {
  const StreamArn = await streamOf(client, table);
  for (const { ShardId = '' } of await shardsOf(client, StreamArn)) {
    for (const consumer of consumers) {
      const SequenceNumber = checkpoints.get(checkpointKey(consumer, StreamArn, ShardId));
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
