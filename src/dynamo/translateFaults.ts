import type { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { Unavailable } from '../faults/unavailable.ts';

/**
 * A request that hangs is given up after a second (half a second for the connection) and tried three times, so that an
 * unreachable service is answered for well inside a function's 10 s. Without `throwOnRequestTimeout` the SDK only
 * logs a warning and waits on.
 */
export const BOUNDED = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 500, requestTimeout: 1_000, throwOnRequestTimeout: true },
};

/** A request's context is one object for all its middleware. */
type Middleware = <Args, Output>(
  next: (args: Args) => Promise<Output>,
  context: object,
) => (args: Args) => Promise<Output>;

/** A client of the SDK, as far as middleware goes. */
interface SdkClient {
  middlewareStack: {
    add(middleware: Middleware, options: { step: 'initialize'; name: string }): void;
    add(middleware: Middleware, options: { step: 'deserialize'; priority: 'high'; name: string }): void;
  };
}

/**
 * Lets a client throw `Unavailable` where its service is not there for now. The initialize step surrounds the SDK's own
 * retries: what arrives there is final. The deserialize step is entered by each attempt, once it is signed.
 */
export function translateFaults(client: SdkClient, service: string): void {
  const sent = new WeakSet<object>();
  client.middlewareStack.add(
    (next, context) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        // What was never sent, for its values or for want of credentials, is a fault of our own.
        const isOutage = sent.has(context) && isUnavailability(error);
        throw isOutage ? new Unavailable(`${service} is unavailable`, { cause: error }) : error;
      }
    },
    { step: 'initialize', name: 'translateFaults' },
  );
  client.middlewareStack.add(
    (next, context) => (args) => {
      sent.add(context);
      return next(args);
    },
    { step: 'deserialize', priority: 'high', name: 'noteSending' },
  );
}

/** Error names that say "later", though the service blames the client (DynamoDB guide, "Error handling"). */
const LATER = new Set([
  'ItemCollectionSizeLimitExceededException',
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'ReplicatedWriteConflictException',
  'RequestLimitExceeded',
  'ResourceNotFoundException',
  'ThrottlingException',
  'TransactionConflictException',
  'TransactionInProgressException',
]);

/** The same, as the reason why a transaction's statement was not carried out. */
const LATER_STATEMENTS = new Set([
  'ItemCollectionSizeLimitExceeded',
  'ProvisionedThroughputExceeded',
  'ThrottlingError',
]);

/** True for throttling, a missing table or bus, a 5xx and every request that was not answered by the service at all. */
function isUnavailability(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (LATER.has(error.name)) return true;
  if (error.name === 'TransactionCanceledException') {
    const { CancellationReasons = [] } = error as TransactionCanceledException;
    return CancellationReasons.some(({ Code = '' }) => LATER_STATEMENTS.has(Code));
  }
  return !('$fault' in error && error.$fault === 'client');
}
