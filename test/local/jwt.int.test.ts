import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Service, startService } from '../../infra/local/service.ts';
import { localClient, localRequests } from '../../src/client/localClient.ts';
import { petsClient } from '../../src/client/petsClient.ts';

// The API behind a JWT authorizer, and everything that must not get past it.
const ISSUER = 'https://issuer.example/';
const AUDIENCE = 'pets';
const folder = mkdtempSync(join(tmpdir(), 'jwks-'));
let service: Service;
let key: CryptoKey;
let otherKey: CryptoKey;

beforeAll(async () => {
  const pair = await generateKeyPair('RS256');
  key = pair.privateKey;
  otherKey = (await generateKeyPair('RS256')).privateKey;
  const jwks = join(folder, 'jwks.json');
  writeFileSync(jwks, JSON.stringify({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'RS256' }] }));
  service = await startService({ host: '127.0.0.1', port: 0, jwt: { issuer: ISSUER, audience: [AUDIENCE], jwks } });
});
afterAll(async () => {
  await service?.stop();
  rmSync(folder, { recursive: true });
});

const claims = (scope: string) =>
  new SignJWT({ scope }).setProtectedHeader({ alg: 'RS256', kid: 'k1' }).setSubject('ann').setIssuedAt();
const token = (scope: string) =>
  claims(scope).setIssuer(ISSUER).setAudience(AUDIENCE).setExpirationTime('1h').sign(key);
const ask = (authorization?: string, path = '/pets', init: RequestInit = {}) =>
  fetch(service.url + path, { ...init, headers: { ...(authorization && { authorization }) } });

test('a token with the scope gets through, and its subject is the actor of the event', async () => {
  const client = petsClient({
    url: service.url,
    headers: async () => ({ authorization: `Bearer ${await token('pets:write')}` }),
  });
  const { petId } = await client.create({ name: 'Fido', type: 'dog' });
  const { DynamoDBDocumentClient, GetCommand } = await import('@aws-sdk/lib-dynamodb');
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  const { Item } = await DynamoDBDocumentClient.from(new DynamoDBClient()).send(
    new GetCommand({ TableName: 'Events', Key: { petId, version: 1 } }),
  );
  expect(Item?.metadata.actor).toBe('ann');
  expect((await ask(`Bearer ${await token('openid pets:read')}`)).status).toBe(200);
});

test('personal data is erased with the scope for it, and with no other', async () => {
  const headers = { authorization: `Bearer ${await token('pets:read pets:write pets:audit pets:erase')}` };
  const client = petsClient({ url: service.url, headers });
  const { petId } = await client.create({ name: 'Fido', type: 'dog', notes: 'shy' });
  const erase = async (scope: string) =>
    (await ask(`Bearer ${await token(scope)}`, `/pets/${petId}/personal-data`, { method: 'DELETE' })).status;
  expect(await erase('pets:read pets:write pets:audit')).toBe(403);
  expect(await client.show(petId, { version: 1 })).toMatchObject({ notes: 'shy' });
  expect(await erase('pets:erase')).toBe(202);
  expect(await client.show(petId, { consistency: 'strong' })).not.toHaveProperty('notes');
});

describe('what must not get past', () => {
  const tampered = async () => {
    const [header, , signature] = (await token('pets:audit')).split('.');
    const payload = Buffer.from(
      JSON.stringify({ sub: 'eve', scope: 'pets:read', iss: ISSUER, aud: AUDIENCE, exp: 9e9 }),
    ).toString('base64url');
    return [header, payload, signature].join('.');
  };
  const cases: [string, () => Promise<string | undefined>, number][] = [
    ['no token', async () => undefined, 401],
    ['no JWT', async () => 'Bearer secret', 401],
    [
      'an expired token',
      () => claims('pets:read').setIssuer(ISSUER).setAudience(AUDIENCE).setExpirationTime('-1h').sign(key),
      401,
    ],
    ['a token without expiry', () => claims('pets:read').setIssuer(ISSUER).setAudience(AUDIENCE).sign(key), 401],
    [
      'a token of the future',
      () =>
        claims('pets:read')
          .setIssuer(ISSUER)
          .setAudience(AUDIENCE)
          .setNotBefore('1h')
          .setExpirationTime('2h')
          .sign(key),
      401,
    ],
    [
      'a token that will be issued in an hour',
      () =>
        claims('pets:read')
          .setIssuedAt(Math.floor(Date.now() / 1000) + 3600)
          .setIssuer(ISSUER)
          .setAudience(AUDIENCE)
          .setExpirationTime('2h')
          .sign(key),
      401,
    ],
    [
      'a wrong audience',
      () => claims('pets:read').setIssuer(ISSUER).setAudience('others').setExpirationTime('1h').sign(key),
      401,
    ],
    [
      'a wrong issuer',
      () =>
        claims('pets:read').setIssuer('https://evil.example/').setAudience(AUDIENCE).setExpirationTime('1h').sign(key),
      401,
    ],
    [
      'another key',
      () => claims('pets:read').setIssuer(ISSUER).setAudience(AUDIENCE).setExpirationTime('1h').sign(otherKey),
      401,
    ],
    [
      'alg none',
      async () =>
        new UnsecuredJWT({ scope: 'pets:read' })
          .setIssuer(ISSUER)
          .setAudience(AUDIENCE)
          .setExpirationTime('1h')
          .encode(),
      401,
    ],
    [
      'a symmetric signature',
      () =>
        new SignJWT({ scope: 'pets:read' })
          .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
          .setIssuer(ISSUER)
          .setAudience(AUDIENCE)
          .setExpirationTime('1h')
          .sign(Buffer.from('k'.repeat(64))),
      401,
    ],
    ['a tampered payload', tampered, 401],
    ['a wrong scope', () => token('pets:write pets:audit'), 403],
    ['a scope that only begins alike', () => token('pets:reader'), 403],
    ['the beginning of a scope', () => token('pets:rea pets'), 403],
    ['no scope', () => token(''), 403],
  ];
  test.each(cases)('%s', async (_, make, status) => {
    const made = await make();
    const response = await ask(made === undefined ? undefined : made.startsWith('Bearer') ? made : `Bearer ${made}`);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ message: status === 401 ? 'Unauthorized' : 'Forbidden' });
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });

  test('the open routes are open, and unknown ones give away nothing', async () => {
    expect((await ask(undefined, '/health')).status).toBe(200);
    expect((await ask(undefined, '/nothing')).status).toBe(404);
  });
});

describe('the endpoints of this machine', () => {
  const local = async (path: string, headers: Record<string, string> = {}, scope?: string) =>
    fetch(`${service.url}/_local/${path}`, {
      headers: { ...headers, ...(scope && { authorization: `Bearer ${await token(scope)}` }) },
    });

  test('ask for a token as well, with the scope pets:audit', async () => {
    for (const path of ['faults', 'live', 'bus', 'projections', 'dead-letters', 'nothing']) {
      const missing = await local(path);
      expect([missing.status, missing.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
      expect(await missing.json()).toEqual({ message: 'This needs a token with the scope pets:audit.' });
      expect((await local(path, {}, 'pets:read pets:write')).status).toBe(403);
    }
    expect((await local('faults', {}, 'pets:audit')).status).toBe(200);
  });

  test('are not there behind a proxy, whatever the token, and the API is', async () => {
    const proxied = { 'x-forwarded-for': '192.0.2.1' };
    expect((await local('faults', proxied, 'pets:audit')).status).toBe(403);
    const authorization = `Bearer ${await token('pets:read')}`;
    expect((await fetch(`${service.url}/pets`, { headers: { ...proxied, authorization } })).status).toBe(200);
  });

  test('show themselves to the client, and answer it once it has the token', async () => {
    expect(await localClient(service.url).isLocal()).toBe(true);
    const authorization = `Bearer ${await token('pets:audit')}`;
    const client = localClient(service.url, () => ({ authorization }));
    expect(await client.send(localRequests.faults())).toEqual([]);
    for await (const { event } of client.events('/_local/live')) {
      expect(event).toBe('command');
      break;
    }
  });
});
