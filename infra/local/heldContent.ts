import type { IncomingMessage, ServerResponse } from 'node:http';
import { GatewayError, unavailable } from './gatewayError.ts';

/** API Gateway's limit for a body (guide, "Quotas for HTTP APIs"). */
const MAX_BODY_BYTES = 10 * 1024 * 1024;
/** While more is held in memory for all requests together, further ones are refused. */
const MAX_HELD_BYTES = 64 * 1024 * 1024;
/** A caller that has not read its answer by then is cut off. */
const SEND_TIMEOUT_MS = 10_000;

/** The bodies that came and the answers that were not read yet: they are bounded, however many callers there are. */
export class HeldContent {
  private bytes = 0;

  /** Reads a body and does the work on it. Throws `GatewayError` where it is too large, or there is no room for it. */
  async reading<T>(request: IncomingMessage, work: (body: Buffer) => Promise<T>): Promise<T> {
    const chunks: Buffer[] = [];
    let length = 0;
    try {
      if (this.bytes > MAX_HELD_BYTES) throw unavailable();
      // The caller would not get the answer if the request were destroyed with its iterator.
      for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        length += chunk.length;
        this.bytes += chunk.length;
        if (length > MAX_BODY_BYTES) throw new GatewayError(413, 'Request Entity Too Large');
        if (this.bytes > MAX_HELD_BYTES) throw unavailable();
        chunks.push(chunk);
      }
      return await work(Buffer.concat(chunks));
    } finally {
      this.bytes -= length;
    }
  }

  /** Sends the content as the end of a response. */
  send(response: ServerResponse, content: Buffer): void {
    this.bytes += content.length;
    const late = setTimeout(() => response.destroy(), SEND_TIMEOUT_MS);
    response.once('close', () => {
      clearTimeout(late);
      this.bytes -= content.length;
    });
    response.end(content);
  }
}
