import { randomUUID } from 'node:crypto';

/** What a handler may ask of its invocation; a part of Lambda's context object. */
export interface InvocationContext {
  functionName: string;
  awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

/** A function's code. */
export type Handler = (event: unknown, context: InvocationContext) => Promise<unknown>;

/** Runs a function's code on an event's JSON until `deadline` (milliseconds since 1970), and returns its result's JSON. */
export type Run = (payload: string, deadline: number) => Promise<string | undefined>;

export const running =
  (functionName: string, handler: Handler): Run =>
  async (payload, deadline) => {
    const context: InvocationContext = {
      functionName,
      awsRequestId: randomUUID(),
      getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    };
    return JSON.stringify(await handler(JSON.parse(payload), context));
  };
