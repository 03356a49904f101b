import { DynamoDBClient, type TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Unavailable } from './faults.ts';

/**
 * The DynamoDB client of every function. Region, credentials and endpoint come from the environment.
 *
 * A request that hangs is given up after a second (half a second for the connection) and tried three times, so that an
 * unreachable table is answered with 503 well inside a function's 10 s. Without `throwOnRequestTimeout` the SDK only
 * logs a warning and waits on.
 */
export function dynamoDb(): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 500, requestTimeout: 1_000, throwOnRequestTimeout: true },
  });
  // The initialize step surrounds the SDK's own retries: what arrives here is final.
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        throw isUnavailability(error) ? new Unavailable('DynamoDB is unavailable', { cause: error }) : error;
      }
    },
    { step: 'initialize', name: 'translateUnavailability' },
  );
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}

/** Error names that say "later", though DynamoDB blames the client for them (DynamoDB guide, "Error handling"). */
const THROTTLES = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TransactionInProgressException',
]);

/** The same, as the reason why a transaction's statement was not carried out. */
const THROTTLED_STATEMENTS = new Set(['ProvisionedThroughputExceeded', 'ThrottlingError']);

/** True for throttling, a missing table, a 5xx and everything that is not an answer of DynamoDB at all. */
function isUnavailability(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (THROTTLES.has(error.name) || error.name === 'ResourceNotFoundException') return true;
  if (error.name === 'TransactionCanceledException') {
    const { CancellationReasons = [] } = error as TransactionCanceledException;
    return CancellationReasons.some(({ Code = '' }) => THROTTLED_STATEMENTS.has(Code));
  }
  return !('$fault' in error && error.$fault === 'client');
}
