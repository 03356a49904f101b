import type { GatewayEvent } from './gatewayEvent.ts';
import type { Reply } from './http.ts';

/** Leaves out the representation for a caller who prefers so (RFC 7240 section 4.2): `Prefer: return=minimal`. */
export function asPreferred({ headers }: GatewayEvent, reply: Reply): Reply {
  const preferences = (headers.prefer ?? '').split(/[,;]/).map((preference) => preference.trim().toLowerCase());
  if (!preferences.some((preference) => /^return\s*=\s*"?minimal"?$/.test(preference))) return reply;
  const { body: _, ...minimal } = reply;
  return {
    ...minimal,
    status: reply.status === 200 ? 204 : reply.status,
    headers: { ...reply.headers, 'preference-applied': 'return=minimal' },
  };
}
