import { readFileSync } from 'node:fs';
import { createLocalJWKSet, createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { Scope } from '../../src/routes.ts';

export interface JwtSettings {
  issuer: string;
  /** One of these must be the token's `aud`, or its `client_id` where it has no `aud`. */
  audience: string[];
  /** The URL or the file of the issuer's JSON Web Key Set. */
  jwks: string;
}

/** What API Gateway passes on of a token: claims as text, and the scopes that its route asked for. */
export interface JwtContext {
  claims: Record<string, string>;
  scopes: string[] | null;
}

export type JwtAuthorizer = (authorization: string | undefined, scope: Scope) => Promise<JwtContext | 401 | 403>;

/** API Gateway takes RSA signatures only. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512'];

/**
 * Checks tokens as the JWT authorizer of an HTTP API does (API Gateway guide, "Control access to HTTP APIs with JWT
 * authorizers"): signature, `iss`, `aud` or `client_id`, `exp`, `nbf`, `iat`, and one of the route's scopes in `scope` or `scp`.
 */
export function jwtAuthorizer({ issuer, audience, jwks }: JwtSettings): JwtAuthorizer {
  const keys: JWTVerifyGetKey = /^https?:/.test(jwks)
    ? createRemoteJWKSet(new URL(jwks))
    : createLocalJWKSet(JSON.parse(readFileSync(jwks, 'utf8')));

  return async (authorization, scope) => {
    const token = authorization?.replace(/^bearer\s+/i, '');
    if (!token) return 401;
    let payload: JWTPayload;
    try {
      ({ payload } = await jwtVerify(token, keys, {
        issuer,
        algorithms: ALGORITHMS,
        requiredClaims: ['exp'],
      }));
    } catch (error) {
      if (error instanceof errors.JOSEError) return 401;
      throw error;
    }
    if (!isFor(audience, payload) || Number(payload.iat ?? 0) > Date.now() / 1000) return 401;
    if (!scopesOf(payload).includes(scope)) return 403;
    return { claims: asText(payload), scopes: [scope] };
  };
}

function isFor(audience: string[], { aud, client_id }: JWTPayload): boolean {
  return [aud ?? (client_id as string | undefined) ?? []].flat().some((one) => audience.includes(one));
}

function scopesOf({ scope, scp }: JWTPayload): string[] {
  const claim = scope ?? scp ?? [];
  return Array.isArray(claim) ? claim : String(claim).split(' ');
}

/** API Gateway turns every claim into text, and a list into `[a b]`. */
function asText(payload: JWTPayload): Record<string, string> {
  return Object.fromEntries(
    Object.entries(payload).map(([name, value]) => [
      name,
      Array.isArray(value) ? `[${value.join(' ')}]` : String(value),
    ]),
  );
}
