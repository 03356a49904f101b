import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { awsSigner } from 'pets-service/aws';
import { petsClient } from 'pets-service/client';
import { dynamoPetStore } from 'pets-service/dynamodb';
import { board } from './board.ts';

const { BOARD_TABLE = '', PETS_URL = '', AWS_REGION = '' } = process.env;
const dynamoDb = new DynamoDBClient();

export const handler = board({
  store: dynamoPetStore(DynamoDBDocumentClient.from(dynamoDb), BOARD_TABLE),
  pets: petsClient({
    url: PETS_URL,
    sign: awsSigner({ region: AWS_REGION, credentials: dynamoDb.config.credentials }),
  }),
});
