/** What Lambda delivers from an SQS queue, as far as it is read here. */
interface QueueEvent {
  Records: { messageId: string; body: string }[];
}

/**
 * Makes a Lambda handler for an SQS queue that a rule delivers to. Messages that are not taken are reported one by one,
 * and come again; the event source mapping needs ReportBatchItemFailures.
 */
export const fromQueue =
  (receive: (message: unknown) => Promise<void>) =>
  async ({ Records }: QueueEvent): Promise<{ batchItemFailures: { itemIdentifier: string }[] }> => {
    const batchItemFailures: { itemIdentifier: string }[] = [];
    for (const { messageId, body } of Records) {
      try {
        await receive(JSON.parse(body));
      } catch (error) {
        console.error(`The message ${messageId} was not taken:`, error);
        batchItemFailures.push({ itemIdentifier: messageId });
      }
    }
    return { batchItemFailures };
  };
