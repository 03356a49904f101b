import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type JwtAuthorizer, jwtAuthorizer } from '../../infra/local/jwtAuthorizer.ts';

// The authorizer alone; what is behind it is in jwt.int.test.ts.
const ISSUER = 'https://issuer.example/';
const folder = mkdtempSync(join(tmpdir(), 'jwks-'));
let authorize: JwtAuthorizer;
let key: CryptoKey;
beforeAll(async () => {
  const pair = await generateKeyPair('RS256');
  key = pair.privateKey;
  const jwks = join(folder, 'jwks.json');
  writeFileSync(jwks, JSON.stringify({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'RS256' }] }));
  authorize = jwtAuthorizer({ issuer: ISSUER, audience: ['pets', 'cats'], jwks });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What comes of a token, with these claims instead of sound ones; undefined leaves one out. */
async function answer(changes: Record<string, unknown>) {
  const now = Math.floor(Date.now() / 1000);
  const sound = { sub: 'ann', iss: ISSUER, aud: 'pets', iat: now, exp: now + 600, scope: 'openid pets:read' };
  const token = await new SignJWT({ ...sound, ...changes }).setProtectedHeader({ alg: 'RS256', kid: 'k1' }).sign(key);
  const context = await authorize(`Bearer ${token}`, 'pets:read');
  return typeof context === 'object' ? 200 : context;
}
const inAnHour = () => Math.floor(Date.now() / 1000) + 3600;

test.each<[string, () => Record<string, unknown>, number]>([
  ['is sound', () => ({}), 200],
  ['is for one of several', () => ({ aud: ['dogs', 'cats'] }), 200],
  ['has its audience in client_id', () => ({ aud: undefined, client_id: 'pets' }), 200],
  ['has its scopes in scp', () => ({ scope: undefined, scp: ['pets:read'] }), 200],
  ['is for another', () => ({ aud: 'dogs' }), 401],
  ['is for another, whatever its client_id', () => ({ aud: 'dogs', client_id: 'pets' }), 401],
  ['is for nobody', () => ({ aud: undefined }), 401],
  ['is of another issuer', () => ({ iss: 'https://evil.example/' }), 401],
  ['is of no issuer', () => ({ iss: undefined }), 401],
  ['never expires', () => ({ exp: undefined }), 401],
  ['has expired', () => ({ exp: 1 }), 401],
  ['is not valid yet', () => ({ nbf: inAnHour() }), 401],
  ['is issued in the future', () => ({ iat: inAnHour(), exp: inAnHour() + 60 }), 401],
  ['has another scope', () => ({ scope: 'pets:write' }), 403],
  ['has a scope that begins alike', () => ({ scope: 'pets:reader' }), 403],
  ['has the beginning of the scope', () => ({ scope: 'pets: pets' }), 403],
  ['has no scope', () => ({ scope: undefined }), 403],
])('a token that %s', async (_, changes, status) => {
  expect(await answer(changes())).toBe(status);
});
