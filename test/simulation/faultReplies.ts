import type { Reply } from './faultProxy.ts';
import type { FaultKind } from './faults.ts';

/** What DynamoDB answers with where it does not carry out a request. */
export const REFUSALS: Record<Extract<FaultKind, '500' | 'throttle' | 'transactionConflict'>, Reply> = {
  '500': refusal(500, 'InternalServerError'),
  throttle: refusal(400, 'ThrottlingException'),
  transactionConflict: {
    status: 400,
    body: JSON.stringify({
      __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
      Message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons [TransactionConflict, None]',
      CancellationReasons: [
        { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' },
        { Code: 'None' },
      ],
    }),
  },
};

function refusal(status: number, type: string): Reply {
  return {
    status,
    body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: 'This fault was simulated.' }),
  };
}
