import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { awsSigner } from 'pets-service/aws';
import { petsClient } from 'pets-service/client';
import { fromQueue } from 'pets-service/consumer';
import { dynamoPetStore } from 'pets-service/dynamodb';
import { weightChart } from './chart.ts';

const { CHART_TABLE = '', PETS_URL = '', AWS_REGION = '' } = process.env;
const dynamoDb = new DynamoDBClient();

export const handler = fromQueue(
  weightChart({
    store: dynamoPetStore(DynamoDBDocumentClient.from(dynamoDb), CHART_TABLE),
    pets: petsClient({
      url: PETS_URL,
      sign: awsSigner({ region: AWS_REGION, credentials: dynamoDb.config.credentials }),
    }),
  }),
);
