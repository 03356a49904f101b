import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Unavailable } from '../../src/faults/unavailable.ts';
import { http } from '../../src/http/http.ts';
import { metadataOf } from '../../src/http/metadataOf.ts';
import { parseBody, WHOLE } from '../../src/http/parseBody.ts';
import { parseParameter, parseTime } from '../../src/http/parseParameter.ts';
import { Problem } from '../../src/http/problems.ts';
import { gatewayEvent, parsed } from '../support/gatewayEvent.ts';

const log = vi.spyOn(console, 'error').mockImplementation(() => {});
beforeEach(() => void log.mockClear());
const event = gatewayEvent('GET /pets');
const failing = (error: unknown) =>
  http(async () => {
    throw error;
  })(event);

describe('the only catch', () => {
  test('a problem becomes its document', async () => {
    const problem = new Problem('invalid-pet', 'Why.', {
      errors: [{ pointer: '/name', message: 'must be' }],
      headers: { allow: 'GET' },
    });
    expect(parsed(await failing(problem))).toEqual({
      status: 400,
      headers: {
        'content-type': 'application/problem+json',
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
        'x-request-id': 'gateway-request-id',
        allow: 'GET',
      },
      body: {
        type: '/problems/invalid-pet',
        title: 'The pet is not valid',
        status: 400,
        detail: 'Why.',
        requestId: 'gateway-request-id',
        errors: [{ pointer: '/name', message: 'must be' }],
      },
    });
    expect(log).not.toHaveBeenCalled();
  });

  test('a fault reveals nothing but the request id, and is logged', async () => {
    const reply = parsed(await failing(new Error('the table arn:aws:dynamodb:secret')));
    expect(reply.status).toBe(500);
    expect(JSON.stringify(reply)).not.toContain('secret');
    expect(log.mock.calls[0]![0]).toMatchObject({
      requestId: 'gateway-request-id',
      error: { message: 'the table arn:aws:dynamodb:secret' },
    });
  });

  test('an outage says when to try again', async () => {
    const reply = parsed(
      await failing(new Unavailable('DynamoDB is unavailable', { cause: new Error('ECONNREFUSED') })),
    );
    expect([reply.status, reply.headers['retry-after']]).toEqual([503, '1']);
    expect(JSON.stringify(reply)).not.toMatch(/DynamoDB|ECONNREFUSED/);
  });

  test('something thrown that is no error', async () => {
    expect(parsed(await failing('text')).status).toBe(500);
  });
});

describe('who and what is asked', () => {
  const withHeaders = (headers: Record<string, string>) => metadataOf(gatewayEvent('GET /pets', { headers }));

  test('a request id and a correlation id of the caller are carried on where they are well formed', () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    expect(withHeaders({ 'x-request-id': 'r-1', 'x-correlation-id': 'order:7', traceparent })).toEqual({
      actor: 'anonymous',
      requestId: 'r-1',
      correlationId: 'order:7',
      traceparent,
    });
    expect(
      withHeaders({ 'x-request-id': 'a\r\nset-cookie: x', 'x-correlation-id': 'x'.repeat(129), traceparent: 'no' }),
    ).toEqual({
      actor: 'anonymous',
      requestId: 'gateway-request-id',
      correlationId: 'gateway-request-id',
    });
  });

  test('the actor is the subject of the token, or the IAM principal', () => {
    const actor = (authorizer: object) =>
      metadataOf({ ...event, requestContext: { ...event.requestContext, authorizer } as typeof event.requestContext })
        .actor;
    expect(actor({ jwt: { claims: { sub: 'auth0|7' } } })).toBe('auth0|7');
    expect(actor({ iam: { userArn: 'arn:aws:iam::1:user/ann' } })).toBe('arn:aws:iam::1:user/ann');
  });

  test('a caller does not say who it is by a header', () => {
    const headers = { 'x-actor': 'ann', 'x-user': 'ann', 'x-forwarded-user': 'ann', from: 'ann' };
    expect(withHeaders(headers).actor).toBe('anonymous');
  });

  test('a handler refuses a request without what its route demands; one that takes any route asks nobody', async () => {
    process.env.AUTH = 'jwt';
    const handle = async () => ({ status: 204 });
    expect(parsed(await http(handle)(event)).status).toBe(401);
    expect(parsed(await http(handle, { takesAnyRoute: true })(event)).status).toBe(204);
    process.env.AUTH = 'none';
    expect(parsed(await http(handle)(event)).status).toBe(204);
  });

  test('HEAD is GET without the content', async () => {
    const handler = http(async () => ({ status: 200, headers: { etag: '"1"' }, body: { a: 1 } }));
    const head = parsed(await handler(gatewayEvent('HEAD /pets')));
    expect(head).toEqual({ ...parsed(await handler(event)), body: undefined });
  });

  test('a parameter that the route does not take is refused, and those that it takes are named', async () => {
    const handler = http(async () => ({ status: 204 }), { takesAnyRoute: true });
    const ask = async (routeKey: string, rawQueryString: string) =>
      parsed(await handler(gatewayEvent(routeKey, { rawQueryString })));
    const takes = 'is not a parameter of GET /pets, which takes limit, type, status, ownerId, name, at, cursor';
    expect(await ask('GET /pets', 'type=dog&owner=ann&a%2Fb&owner=tom')).toMatchObject({
      status: 400,
      body: {
        type: '/problems/invalid-parameter',
        detail: `/query/owner ${takes}; /query/a~1b ${takes}.`,
        errors: [
          { pointer: '/query/owner', message: takes },
          { pointer: '/query/a~1b', message: takes },
        ],
      },
    });
    expect((await ask('DELETE /pets/{petId}', 'version=1')).body).toMatchObject({
      detail: '/query/version is not a parameter of DELETE /pets/{petId}, which takes none.',
    });
    expect((await ask('GET /pets', 'type=dog&limit=1')).status).toBe(204);
    expect((await ask('$default', 'a=1')).status).toBe(204);
  });

  test('a parameter given twice is refused', () => {
    expect(parseParameter(gatewayEvent('GET /pets', { rawQueryString: 'a=%20b&c=1' }), 'a')).toBe(' b');
    expect(() => parseParameter(gatewayEvent('GET /pets', { rawQueryString: 'a=1&a=2' }), 'a')).toThrow(Problem);
  });
});

describe('times in a query', () => {
  const time = (text: string) => parseTime(gatewayEvent('GET /events', { rawQueryString: `from=${text}` }), 'from');
  test.each([
    '2026-03-01T01:00:00+01:00',
    '2026-03-01T01:00:00%2B01:00',
    '2026-03-01T01:00:00+0100',
    '2026-03-01%2001:00:00+01:00',
    '2026-03-01+01:00:00+01:00',
    '2026-03-01 01:00:00%2B0100',
    '2026-03-01t00:00:00z',
    '2026-03-01+00:00:00Z',
  ])('%s', (text) => expect(time(text)).toBe(Date.UTC(2026, 2, 1)));
  test.each(['2026-03-01+01:00', '2026-03-01+01:00:00', '2026-03-01T01:00:00', '2026-03-01T01:00:00++01:00', '+'])(
    '%s is none',
    (text) => expect(() => time(text)).toThrow('/query/from'),
  );
});

describe('bodies', () => {
  const body = (text: string, changes: object = {}) =>
    parseBody(gatewayEvent('POST /pets', { body: text, ...changes }), WHOLE);
  const base64 = (bytes: Buffer) => ({ isBase64Encoded: true, body: bytes.toString('base64') });

  test('plain or base64, with or without a type', () => {
    expect(body('{"a":"ä"}')).toEqual({ a: 'ä' });
    expect(body('', base64(Buffer.from('{"a":"ä"}')))).toEqual({ a: 'ä' });
    expect(body('{}', { headers: { 'content-type': 'Application/JSON; charset=utf-8' } })).toEqual({});
  });
  test('of another media type', () => {
    expect(() => body('{}', { headers: { 'content-type': 'text/html' } })).toThrow('must be of type application/json');
  });
  test('that could not be carried unchanged', () => {
    expect(() => body('{"a": {"__proto__": 1}}')).toThrow('/a/__proto__ ');
    expect(() => body('[]')).toThrow('The body must be a JSON object.');
    expect(() => body('{"a": {"b": 1, "\\u0062": 2}}')).toThrow('/a/b must be given once.');
  });
  test('bytes that are not UTF-8', () => {
    expect(() => body('', base64(Buffer.from([0x22, 0xff, 0x22])))).toThrow('UTF-8');
  });
  test('text in which API Gateway replaced what was not UTF-8', () => {
    const latin1 = Buffer.from('{"name":"Zo\xeb"}', 'latin1');
    const sent = (bytes: Buffer) => ({ headers: { 'content-length': String(bytes.length) } });
    expect(() => body(latin1.toString(), sent(latin1))).toThrow('UTF-8');
    expect(() => body('', base64(latin1))).toThrow('UTF-8');
    const own = '{"name":"Zo\ufffd"}';
    expect(body(own, sent(Buffer.from(own)))).toEqual({ name: 'Zo\ufffd' });
    expect(body(own)).toEqual({ name: 'Zo\ufffd' });
    expect(body('{"name":"Zo\\ufffd"}', { headers: { 'content-length': '7' } })).toEqual({ name: 'Zo\ufffd' });
  });
  test('a byte order mark is no part of the text', () => {
    expect(body('\ufeff{"a":1}')).toEqual({ a: 1 });
    expect(body('', base64(Buffer.from('\ufeff{"a":1}')))).toEqual({ a: 1 });
  });
  test.each([
    ['application/json;charset=UTF-8', 'taken'],
    ['application/json; charset="utf-8"', 'taken'],
    ['application/json ; Charset = utf8', 'taken'],
    ['APPLICATION/JSON; profile="a;b"; charset=us-ascii', 'taken'],
    ['application/json; version=1', 'taken'],
    ['application/json;charset=iso-8859-1', 'refused'],
    ['application/json; charset="utf-16"', 'refused'],
    ['; charset=latin1', 'refused'],
    ['application/jsonx', 'refused'],
    ['application/json,application/json', 'refused'],
  ])('content-type: %s is %s', (type, outcome) => {
    const parse = () => body('{}', { headers: { 'content-type': type } });
    if (outcome === 'taken') expect(parse()).toEqual({});
    else expect(parse).toThrow('must be of type application/json, in UTF-8');
  });
  test('the limit counts bytes, not characters', () => {
    expect(() => body(`{"a":"${'ä'.repeat(40_000)}"}`)).toThrow('65536 bytes');
  });
});
