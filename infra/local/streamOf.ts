import { type DynamoDBStreamsClient, ListStreamsCommand } from '@aws-sdk/client-dynamodb-streams';

/** The ARN of a table's newest stream. Throws where it has none. */
export async function streamOf(client: DynamoDBStreamsClient, table: string): Promise<string> {
  const { Streams } = await client.send(new ListStreamsCommand({ TableName: table }));
  const streamArn = Streams?.at(-1)?.StreamArn;
  if (!streamArn) throw new Error(`The table ${table} has no stream. Delete it and start again, so that it gets one.`);
  return streamArn;
}
