import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod/mini';

const MAX_BODY_BYTES = 1024 * 1024;
const inEnglish = { error: z.locales.en().localeError };

/** A request to `/_local/*` that is refused; the message says why. */
export class LocalRefusal extends Error {
  override readonly name = 'LocalRefusal';
  readonly status: number;
  readonly headers: Record<string, string>;
  constructor(status: number, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

/** The body, as the schema says it must be. Throws `LocalRefusal`, which names the fields at fault. */
export async function bodyAs<Schema extends z.ZodMiniType>(
  request: IncomingMessage,
  schema: Schema,
): Promise<z.infer<Schema>> {
  const result = schema.safeParse(await jsonBody(request), inEnglish);
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
  throw new LocalRefusal(400, faults.join('; '));
}

async function jsonBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) throw new LocalRefusal(413, `The body is over ${MAX_BODY_BYTES} bytes.`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    throw new LocalRefusal(400, 'body: it must be JSON.');
  }
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { ...headers, 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
