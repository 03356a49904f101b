import { UnexpectedMessage } from './parseMessage.ts';

/** What Lambda delivers from an SQS queue, as far as it is read here. */
interface QueueEvent {
  Records: { messageId: string; body: string }[];
}

/**
 * Makes a Lambda handler for an SQS queue that a rule delivers to. Messages that are not taken are reported one by one,
 * and come again; the event source mapping needs ReportBatchItemFailures. Each of them is logged in one line, and the
 * first that failed at a place in the code with its stack.
 */
export function fromQueue(
  receive: (message: unknown) => Promise<void>,
): (event: QueueEvent) => Promise<{ batchItemFailures: { itemIdentifier: string }[] }> {
  const told = new Set<string>();
  return async ({ Records }) => {
    const batchItemFailures: { itemIdentifier: string }[] = [];
    for (const { messageId, body } of Records) {
      try {
        await receive(jsonIn(body));
      } catch (error) {
        const place = placeOf(error);
        const isNew = !told.has(place);
        told.add(place);
        console.error(`The message ${messageId} was not taken:`, isNew ? error : inOneLine(error));
        batchItemFailures.push({ itemIdentifier: messageId });
      }
    }
    return { batchItemFailures };
  };
}

function jsonIn(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // Node's own message quotes the body, which does not belong in a log.
    throw new UnexpectedMessage('the body must be JSON');
  }
}

/** Where an error was thrown: its message may be another one each time. */
const placeOf = (error: unknown): string =>
  (error instanceof Error && /^\s+at .*$/m.exec(error.stack ?? '')?.[0].trim()) || 'nowhere';

const inOneLine = (error: unknown): string => String(error).split('\n', 1)[0]!;
