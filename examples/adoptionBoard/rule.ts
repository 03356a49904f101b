import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { PetMessage } from 'pets-service/events';
import { petsPattern } from 'pets-service/pattern';
import { filter } from './filter.ts';
import { handler as updateBoard } from './handler.ts';

// The consumer as a rule of the local service: npm start -- --rule examples/adoptionBoard/rule.ts
process.env.BOARD_TABLE = 'AdoptionBoard';

export const pattern = petsPattern(filter);

let table: Promise<void> | undefined;

export async function handler(event: PetMessage): Promise<void> {
  table ??= createTable();
  await table;
  await updateBoard(event);
}

/** On AWS the stack makes the table. */
async function createTable(): Promise<void> {
  try {
    await new DynamoDBClient().send(
      new CreateTableCommand({
        TableName: process.env.BOARD_TABLE,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'petId', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'petId', KeyType: 'HASH' }],
      }),
    );
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ResourceInUseException')) throw error;
  }
}
