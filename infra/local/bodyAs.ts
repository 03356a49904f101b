import type { IncomingMessage } from 'node:http';
import * as z from 'zod/mini';
import { GatewayError } from './gatewayError.ts';

const MAX_BODY_BYTES = 1024 * 1024;
const inEnglish = { error: z.locales.en().localeError };

/** The body, as the schema says it must be. Throws `GatewayError`, which names the fields at fault. */
export async function bodyAs<Schema extends z.ZodMiniType>(
  request: IncomingMessage,
  schema: Schema,
): Promise<z.infer<Schema>> {
  const result = schema.safeParse(await jsonBody(request), inEnglish);
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
  throw new GatewayError(400, faults.join('; '));
}

async function jsonBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) throw new GatewayError(413, `The body is over ${MAX_BODY_BYTES} bytes.`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    throw new GatewayError(400, 'body: it must be JSON.');
  }
}
