import { DynamoDBClient, type TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, type EventBridgeClientConfig } from '@aws-sdk/client-eventbridge';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Unavailable } from './faults.ts';

/**
 * A request that hangs is given up after a second (half a second for the connection) and tried three times, so that an
 * unreachable service is answered for well inside a function's 10 s. Without `throwOnRequestTimeout` the SDK only
 * logs a warning and waits on.
 */
const BOUNDED = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 500, requestTimeout: 1_000, throwOnRequestTimeout: true },
};

/**
 * The SDK's middleware that DynamoDB requests don't need: logging without a logger, a header by which other services
 * find loops of functions, and the one that names the SDK. A tenth of a warm request's time.
 */
const NEEDLESS = ['loggerMiddleware', 'recursionDetectionMiddleware', 'getUserAgentMiddleware'];

/** The DynamoDB client of every function. Region, credentials and endpoint come from the environment. */
export function dynamoDb(): DynamoDBDocumentClient {
  const client = new DynamoDBClient(BOUNDED);
  client.middlewareStack.add(translating('DynamoDB'), TRANSLATION);
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

/** The EventBridge client of whatever publishes. Region, credentials and endpoint come from the environment. */
export function eventBridge(
  place: Pick<EventBridgeClientConfig, 'endpoint' | 'region' | 'credentials'> = {},
): EventBridgeClient {
  const client = new EventBridgeClient({ ...BOUNDED, ...place });
  client.middlewareStack.add(translating('EventBridge'), TRANSLATION);
  return client;
}

/** The initialize step surrounds the SDK's own retries: what arrives here is final. */
const TRANSLATION = { step: 'initialize', name: 'translateUnavailability' } as const;

/** Turns the faults of a service that is not there for now into `Unavailable`. */
const translating =
  (service: string) =>
  <Args, Output>(next: (args: Args) => Promise<Output>) =>
  async (args: Args): Promise<Output> => {
    try {
      return await next(args);
    } catch (error) {
      throw isUnavailability(error) ? new Unavailable(`${service} is unavailable`, { cause: error }) : error;
    }
  };

/** Error names that say "later", though the service blames the client (DynamoDB guide, "Error handling"). */
const THROTTLES = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TransactionInProgressException',
]);

/** The same, as the reason why a transaction's statement was not carried out. */
const THROTTLED_STATEMENTS = new Set(['ProvisionedThroughputExceeded', 'ThrottlingError']);

/** True for throttling, a missing table or bus, a 5xx and everything that is not an answer of the service at all. */
function isUnavailability(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (THROTTLES.has(error.name) || error.name === 'ResourceNotFoundException') return true;
  if (error.name === 'TransactionCanceledException') {
    const { CancellationReasons = [] } = error as TransactionCanceledException;
    return CancellationReasons.some(({ Code = '' }) => THROTTLED_STATEMENTS.has(Code));
  }
  return !('$fault' in error && error.$fault === 'client');
}
