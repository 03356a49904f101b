import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { PetRow } from '../projections/petRow.ts';
import type { AuditParts } from './auditParts.ts';

/** A pet's row, eventually consistent. */
export type PetRowReader = (petId: string) => Promise<PetRow | undefined>;

/** What showing a pet needs. */
export interface ShowParts extends AuditParts {
  rowOf: PetRowReader;
}

export const petRowReader =
  (client: DynamoDBDocumentClient, table: string): PetRowReader =>
  async (petId) => {
    const { Item } = await client.send(new GetCommand({ TableName: table, Key: { petId } }));
    return Item as PetRow | undefined;
  };
