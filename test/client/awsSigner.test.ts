import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { awsSigner } from '../../src/client/awsSigner.ts';
import { petsClient } from '../../src/client/petsClient.ts';

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const encoded = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);

/** The signature of a signed request, made again by the steps of the IAM guide, "Create a signed AWS API request". */
function signatureOf(url: URL, method: string, headers: Record<string, string>, body: string): string {
  const [, day, region, service] = /Credential=[^/]+\/(\d+)\/([^/]+)\/([^/]+)/.exec(headers.authorization!)!;
  const signed = /SignedHeaders=([^,]+)/.exec(headers.authorization!)![1]!;
  const all: Record<string, string> = { ...headers, host: url.host };
  const query = [...url.searchParams].map(([name, value]) => `${encoded(name)}=${encoded(value)}`).sort();
  const canonical = [
    method,
    url.pathname.split('/').map(encoded).join('/'),
    query.join('&'),
    ...signed.split(';').map((name) => `${name}:${all[name]!.trim().replace(/ +/g, ' ')}`),
    '',
    signed,
    sha256(body),
  ].join('\n');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n');
  const key = [region!, service!, 'aws4_request'].reduce(hmac, hmac(`AWS4${credentials.secretAccessKey}`, day!));
  return hmac(key, toSign).toString('hex');
}

test('every request is signed as AWS describes it, with its path, query, headers and body', async () => {
  const sign = awsSigner({ region: 'eu-west-1', credentials });
  const part = fc.string({
    unit: fc.constantFrom('a', 'Z', '0', '-', '_', '~', ' ', 'é', '+', '&', '🐕'),
    maxLength: 6,
  });
  await fc.assert(
    fc.asyncProperty(
      part,
      fc.dictionary(fc.constantFrom('a', 'b', 'cursor'), part),
      fc.option(part),
      async (id, query, notes) => {
        const parameters = new URLSearchParams(query);
        // One that stands twice.
        for (const value of Object.values(query).slice(0, 1)) parameters.append('b', value);
        const url = `https://api.example.com:8443/pets/${encodeURIComponent(id)}?${parameters}`;
        const body = notes === null ? undefined : JSON.stringify({ notes });
        const request = { url, method: body ? 'PATCH' : 'GET', headers: { 'if-match': '"3"' }, ...(body && { body }) };
        const headers = await sign(request);
        const signature = /Signature=([0-9a-f]{64})$/.exec(headers.authorization!)![1];
        expect(signature).toBe(signatureOf(new URL(url), request.method, headers, body ?? ''));
        expect(headers).not.toHaveProperty('host');
        expect(headers['x-amz-content-sha256']).toBe(sha256(body ?? ''));
      },
    ),
    { numRuns: 60 },
  );
});

test('the token of a session goes along, and credentials are asked for anew', async () => {
  const ask = vi.fn(async () => ({ ...credentials, sessionToken: 'token' }));
  const sent: [string, RequestInit][] = [];
  const pets = petsClient({
    url: 'https://api.example.com/prod',
    sign: awsSigner({ region: 'eu-west-1', credentials: ask }),
    fetch: async (url, init) => {
      sent.push([String(url), init!]);
      return Response.json({ items: [], nextCursor: null });
    },
  });
  await pets.list({ type: 'dog' });
  await pets.create({ name: 'Rex', type: 'dog' });
  expect(sent.map(([url]) => url)).toEqual([
    'https://api.example.com/prod/pets?type=dog',
    'https://api.example.com/prod/pets',
  ]);
  for (const [, { headers }] of sent)
    expect(headers).toMatchObject({
      'x-amz-security-token': 'token',
      authorization: expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/execute-api\//),
    });
  expect(ask).toHaveBeenCalled();
});
