import { createHash } from 'node:crypto';
import { parseIfNoneMatch } from './etagOf.ts';
import type { GatewayEvent } from './gatewayEvent.ts';
import type { Reply } from './http.ts';

/** Content that only a deployment changes. */
export interface StaticContent {
  headers: Record<string, string>;
  base64: string;
  /** Its strong entity tag; made once, by the first request that asks. */
  etag(): string;
}

export const FOR_AN_HOUR = 'public, max-age=3600';

export function staticContent(headers: Record<string, string>, base64: string): StaticContent {
  let etag: string | undefined;
  return {
    headers,
    base64,
    etag() {
      etag ??= `"${createHash('sha256').update(base64).digest('base64url')}"`;
      return etag;
    },
  };
}

/** The content, with an entity tag, for caches to keep for an hour unless told otherwise; 304 if the caller has it. */
export function staticReply({ headers }: GatewayEvent, content: StaticContent, cacheControl = FOR_AN_HOUR): Reply {
  const etag = content.etag();
  const common = { etag, 'cache-control': cacheControl };
  if (parseIfNoneMatch(headers['if-none-match'])(etag)) return { status: 304, headers: common };
  return { status: 200, headers: { ...content.headers, ...common }, base64: content.base64 };
}
