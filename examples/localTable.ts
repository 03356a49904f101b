import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Creates an example's table on the engine of the local service, unless it is there. On AWS its stack does. */
export async function localTable(name: string): Promise<void> {
  try {
    await new DynamoDBClient().send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'petId', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'petId', KeyType: 'HASH' }],
      }),
    );
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ResourceInUseException')) throw error;
  }
}
