import { createHash } from 'node:crypto';
import { callerHasTag } from './etagOf.ts';
import type { GatewayEvent } from './gatewayEvent.ts';
import type { Reply } from './http.ts';

/** Content that only a deployment changes. */
export interface StaticContent {
  headers: Record<string, string>;
  base64: string;
}

export const FOR_AN_HOUR = 'public, max-age=3600';

/** The content, with an entity tag, for caches to keep for an hour unless told otherwise; 304 where the caller has it. */
export function staticReply({ headers }: GatewayEvent, content: StaticContent, cacheControl = FOR_AN_HOUR): Reply {
  const etag = `"${createHash('sha256').update(content.base64).digest('base64url')}"`;
  const common = { etag, 'cache-control': cacheControl };
  if (callerHasTag(headers['if-none-match'], etag)) return { status: 304, headers: common };
  return { status: 200, headers: { ...content.headers, ...common }, base64: content.base64 };
}
