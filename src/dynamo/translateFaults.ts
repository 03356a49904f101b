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

/** A client of the SDK, as far as middleware goes. */
interface SdkClient {
  middlewareStack: {
    add(
      middleware: <Args, Output>(next: (args: Args) => Promise<Output>) => (args: Args) => Promise<Output>,
      options: { step: 'initialize'; name: string },
    ): void;
  };
}

/**
 * Lets a client throw `Unavailable` where its service is not there for now. The initialize step surrounds the SDK's own
 * retries: what arrives there is final.
 */
export function translateFaults(client: SdkClient, service: string): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        throw isUnavailability(error) ? new Unavailable(`${service} is unavailable`, { cause: error }) : error;
      }
    },
    { step: 'initialize', name: 'translateFaults' },
  );
}

/** Error names that say "later", though the service blames the client (DynamoDB guide, "Error handling"). */
const THROTTLES = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TransactionInProgressException',
]);

/** The same, as the reason why a transaction's statement was not carried out. */
const THROTTLED_STATEMENTS = new Set(['ProvisionedThroughputExceeded', 'ThrottlingError']);

/** The SDK tells in `$metadata` of how often it tried. What it throws without was never sent: a fault of our own. */
const wasSent = (error: Error): boolean => '$metadata' in error;

/** True for throttling, a missing table or bus, a 5xx and every request that was not answered by the service at all. */
function isUnavailability(error: unknown): boolean {
  if (!(error instanceof Error) || !wasSent(error)) return false;
  if (THROTTLES.has(error.name) || error.name === 'ResourceNotFoundException') return true;
  if (error.name === 'TransactionCanceledException') {
    const { CancellationReasons = [] } = error as TransactionCanceledException;
    return CancellationReasons.some(({ Code = '' }) => THROTTLED_STATEMENTS.has(Code));
  }
  return !('$fault' in error && error.$fault === 'client');
}
