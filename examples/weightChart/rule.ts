import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { petsClient } from 'pets-service/client';
import { dynamoPetStore } from 'pets-service/dynamodb';
import { petsPattern } from 'pets-service/pattern';
import { localTable } from '../localTable.ts';
import { weightChart } from './chart.ts';

// The consumer as a rule of the local service: npm start -- --rule examples/weightChart/rule.ts
await localTable('WeightChart');

export const pattern = petsPattern();
export const handler = weightChart({
  store: dynamoPetStore(DynamoDBDocumentClient.from(new DynamoDBClient()), 'WeightChart'),
  pets: petsClient({ url: process.env.PETS_URL ?? 'http://127.0.0.1:3000' }),
});
