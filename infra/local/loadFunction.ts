import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { timeoutOf } from '../../src/functions.ts';
import { BUNDLES } from '../build/bundle.ts';

/** What a handler may ask of its invocation; a part of Lambda's context object. */
export interface InvocationContext {
  functionName: string;
  awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

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

/** A function's code. */
export type Handler = (event: unknown, context: InvocationContext) => Promise<unknown>;

let copies = 0;

/** Loads a function from its bundle: a copy of its own each time, as a bundle reads its environment when it is loaded. */
export async function loadFunction(name: string): Promise<Invoke> {
  const { handler } = (await import(`${pathToFileURL(BUNDLES).href}${name}.mjs?copy=${++copies}`)) as {
    handler: Handler;
  };
  return invoking(name, handler);
}

/** A function that is loaded by its first call, as on Lambda. */
export function coldFunction(name: string): Invoke {
  let loaded: Promise<Invoke> | undefined;
  return async (event) => {
    loaded ??= loadFunction(name);
    return (await loaded)(event);
  };
}

/** Calls a handler as Lambda does. */
export const invoking =
  (name: string, handler: Handler): Invoke =>
  (event) =>
    withTimeout(handler, name, event);

async function withTimeout(handler: Handler, functionName: string, event: unknown): Promise<unknown> {
  const payload = JSON.stringify(event);
  if (bytesOf(payload) > MAX_REQUEST_BYTES) {
    throw new RequestTooLarge(`The event is ${bytesOf(payload)} bytes long; Lambda takes ${MAX_REQUEST_BYTES}.`);
  }
  const timeoutMs = timeoutOf(functionName) * 1000;
  const deadline = Date.now() + timeoutMs;
  const context: InvocationContext = {
    functionName,
    awsRequestId: randomUUID(),
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new FunctionTimeout(`${functionName} timed out`)), timeoutMs);
  });
  try {
    const result = JSON.stringify(await Promise.race([handler(parsed(payload), context), timeout]));
    if (bytesOf(result) > MAX_RESPONSE_BYTES) {
      throw new Error(`Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`);
    }
    return parsed(result);
  } finally {
    clearTimeout(timer);
  }
}

const bytesOf = (json: string | undefined): number => Buffer.byteLength(json ?? '');
const parsed = (json: string | undefined): unknown => (json === undefined ? undefined : JSON.parse(json));
