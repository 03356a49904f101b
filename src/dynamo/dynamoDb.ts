import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { BOUNDED, translateFaults } from './translateFaults.ts';

/**
 * The SDK's middleware that DynamoDB requests don't need: logging without a logger, a header by which other services
 * find loops of functions, and the one that names the SDK. A tenth of a warm request's time.
 */
const NEEDLESS = ['loggerMiddleware', 'recursionDetectionMiddleware', 'getUserAgentMiddleware'];

/** The DynamoDB client of every function. Region, credentials and endpoint come from the environment. */
export function dynamoDb(): DynamoDBDocumentClient {
  const client = new DynamoDBClient(BOUNDED);
  translateFaults(client, 'DynamoDB');
  for (const middleware of NEEDLESS) client.middlewareStack.remove(middleware);
  keepSigner(client);
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}

/** One signer for all requests: the SDK makes one for each, out of a copy of its whole configuration. */
function keepSigner({ config }: DynamoDBClient): void {
  const makeSigner = config.signer;
  let signer: ReturnType<typeof makeSigner> | undefined;
  config.signer = (authScheme) => {
    signer ??= makeSigner(authScheme);
    return signer;
  };
}
