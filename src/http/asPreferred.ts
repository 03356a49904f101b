import type { GatewayEvent } from './gatewayEvent.ts';
import type { Reply } from './http.ts';

/** Leaves out the representation for a caller who prefers so (RFC 7240 section 4.2): `Prefer: return=minimal`. */
export function asPreferred({ headers }: GatewayEvent, reply: Reply): Reply {
  if (preferredReturn(headers.prefer ?? '') !== 'minimal') return reply;
  const { body: _, ...minimal } = reply;
  return {
    ...minimal,
    status: reply.status === 200 ? 204 : reply.status,
    headers: { ...reply.headers, 'preference-applied': 'return=minimal' },
  };
}

/** A preference up to the comma behind it. Commas and semicolons in quotes are part of a value. */
const PREFERENCE = /((?:[^,"]|"(?:[^"\\]|\\.)*")*)(?:,|$)/y;
/** What stands before a preference's parameters. */
const RETURN = /^\s*return\s*=\s*(?:"([^"]*)"|([^\s;"]*))\s*(?:;|$)/i;

/** The value of the preference `return`: where it is given twice, the first counts (section 2). */
function preferredReturn(header: string): string | undefined {
  for (PREFERENCE.lastIndex = 0; PREFERENCE.lastIndex < header.length; ) {
    const preference = PREFERENCE.exec(header)?.[1];
    if (preference === undefined) return undefined;
    const [matched, quoted, bare] = RETURN.exec(preference) ?? [];
    if (matched !== undefined) return (quoted ?? bare)?.toLowerCase();
  }
  return undefined;
}
