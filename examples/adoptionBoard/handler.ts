import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { PetMessage } from 'pets-service/events';

const client = DynamoDBDocumentClient.from(new DynamoDBClient());

/**
 * Keeps a board of the pets that wait for a home: one item a pet, in a table of this team's own.
 *
 * Events come at least once and in no order. One conditional write answers both: an event is applied only where it is
 * newer than what the board has, and a repeated event is not newer than itself. A pet that leaves the board keeps its
 * item and version, or a late event would bring it back.
 */
export async function handler(event: PetMessage): Promise<void> {
  const { petId, version } = event.detail.metadata;
  const pet = event.detail.pet;
  if (pet === undefined) throw new Error(`The message of ${petId} has no pet; read ${event.detail.links?.pet}.`);
  const waits = pet !== null && (pet.status ?? 'available') === 'available';
  try {
    await client.send(
      new PutCommand({
        TableName: process.env.BOARD_TABLE,
        Item: { petId, version, ...(waits && { onBoard: 'yes', name: pet.name, type: pet.type }) },
        ConditionExpression: 'attribute_not_exists(petId) OR version < :version',
        ExpressionAttributeValues: { ':version': version },
      }),
    );
    console.log(`${petId} v${version}: ${waits ? `${pet.name} is on the board` : 'is off the board'}`);
  } catch (error) {
    // Any other error is thrown: EventBridge delivers the event again.
    if (!(error instanceof Error && error.name === 'ConditionalCheckFailedException')) throw error;
    console.log(`${petId} v${version}: came again, or late; the board knows better`);
  }
}
