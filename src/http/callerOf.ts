import type { GatewayEvent } from './gatewayEvent.ts';
import { Problem } from './problems.ts';

/** Who asks. Two callers are never the same text. */
export interface Caller {
  /** For the event's metadata. */
  actor: string;
  /** Whose Idempotency-Keys count: of an assumed role, all its sessions. */
  owner: string;
}

/** Claims that name a client, where a token names no subject, in the order of preference (RFC 9068, OpenID Connect). */
const CLIENT_CLAIMS = ['client_id', 'azp'] as const;
/** A subject that looks like a client, or like a subject marked as one, is marked. */
const MARKED = /^(sub|client_id|azp):/;

const ROLE_SESSION = /^(arn:[^:]*:sts::[^:]*:assumed-role\/[^/]+)\//;

/**
 * The caller that API Gateway vouches for; anonymous where it asks nobody. A token is named by its subject, or else by its
 * client: `client_id:<id>`. Throws the 401 for a token that names neither.
 */
export function callerOf({ requestContext: { authorizer } }: GatewayEvent): Caller {
  const { jwt, iam } = authorizer ?? {};
  if (jwt) {
    const actor = namedBy(jwt.claims);
    return { actor, owner: actor };
  }
  if (!iam?.userArn) return { actor: 'anonymous', owner: 'anonymous' };
  const owner = ROLE_SESSION.exec(iam.userArn)?.[1] ?? iam.userArn;
  // All users of an identity pool share a role, and the name of its sessions.
  const user = iam.cognitoIdentity?.identityId;
  return { actor: iam.userArn, owner: user ? `${owner}#${user}` : owner };
}

function namedBy(claims: Record<string, unknown>): string {
  const { sub } = claims;
  if (isName(sub)) return MARKED.test(sub) ? `sub:${sub}` : sub;
  for (const claim of CLIENT_CLAIMS) {
    const client = claims[claim];
    if (isName(client)) return `${claim}:${client}`;
  }
  throw new Problem('unauthorized', 'The token names neither a subject nor a client.', {
    headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
  });
}

const isName = (claim: unknown): claim is string =>
  typeof claim === 'string' && claim.trim() !== '' && claim.isWellFormed();
