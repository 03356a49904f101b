import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { petsClient } from 'pets-service/client';
import { dynamoPetStore } from 'pets-service/dynamodb';
import { petsPattern } from 'pets-service/pattern';
import { localTable } from '../localTable.ts';
import { board } from './board.ts';
import { filter } from './filter.ts';

// The consumer as a rule of the local service: npm start -- --rule examples/adoptionBoard/rule.ts
await localTable('AdoptionBoard');

export const pattern = petsPattern(filter);
export const handler = board({
  store: dynamoPetStore(DynamoDBDocumentClient.from(new DynamoDBClient()), 'AdoptionBoard'),
  pets: petsClient({ url: process.env.PETS_URL ?? 'http://127.0.0.1:3000' }),
});
