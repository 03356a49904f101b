import { timeoutOf } from '../../src/functions.ts';
import type { Run } from './handler.ts';

/**
 * Calls a function as Lambda does: events and results are JSON. Rejects where the function throws or runs too long, and
 * where event or result are larger than Lambda takes.
 */
export type Invoke = (event: unknown) => Promise<unknown>;

export class FunctionTimeout extends Error {
  override readonly name = 'FunctionTimeout';
}

export class RequestTooLarge extends Error {
  override readonly name = 'RequestTooLarge';
}

/** Lambda's limits for the JSON of a synchronous invocation, in bytes: 6 MiB, and 100 bytes more for the answer. */
export const MAX_REQUEST_BYTES = 6_291_456;
const MAX_RESPONSE_BYTES = 6_291_556;

/** Invokes a function, wherever its code runs. */
export const invoking =
  (functionName: string, run: Run): Invoke =>
  async (event) => {
    const payload = JSON.stringify(event) ?? 'null';
    const requestBytes = Buffer.byteLength(payload);
    if (requestBytes > MAX_REQUEST_BYTES) {
      throw new RequestTooLarge(`The event is ${requestBytes} bytes long; Lambda takes ${MAX_REQUEST_BYTES}.`);
    }
    const timeoutMs = timeoutOf(functionName) * 1000;
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new FunctionTimeout(`${functionName} timed out`)), timeoutMs);
    });
    try {
      const result = await Promise.race([run(payload, Date.now() + timeoutMs), timeout]);
      if (result === undefined) return undefined;
      if (Buffer.byteLength(result) > MAX_RESPONSE_BYTES) {
        throw new Error(`Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`);
      }
      return JSON.parse(result);
    } finally {
      clearTimeout(timer);
    }
  };
