import { once } from 'node:events';
import { type IncomingMessage, request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createGateway } from '../../infra/local/createGateway.ts';
import { type Handler, running } from '../../infra/local/handler.ts';
import { FunctionTimeout, invoking } from '../../infra/local/invoking.ts';
import { RequestQueue } from '../../infra/local/requestQueue.ts';

let gateway: Server;
let handler: Handler;
const queue = new RequestQueue({ atOnce: 2, longest: 3, maxWaitMs: 300 });
const log = vi.spyOn(console, 'error').mockImplementation(() => {});
beforeAll(async () => {
  gateway = createGateway({
    queue,
    functions: () =>
      invoking(
        'showPet',
        running('showPet', (event, context) => handler(event, context)),
      ),
  }).listen(0, '127.0.0.1');
  await once(gateway, 'listening');
});
afterAll(() => {
  log.mockRestore();
  gateway.closeAllConnections();
  gateway.close();
});
const port = () => (gateway.address() as AddressInfo).port;

/** Without fetch, which would put the path right. */
async function send(method: string, path: string, content?: Buffer | string, headers: object = {}) {
  const options = { port: port(), host: '127.0.0.1', method, path, agent: false, headers: { ...headers } };
  const sent = request(options).end(content);
  const [response] = await once(sent, 'response');
  // A refused body may break off behind its answer.
  sent.on('error', () => {});
  let body = '';
  for await (const chunk of response) body += chunk;
  const { 'content-type': type, 'content-length': length, 'transfer-encoding': encoding } = response.headers;
  return { status: response.statusCode, type, length, encoding, body, retryAfter: response.headers['retry-after'] };
}

/** The event that the function gets. */
async function eventOf(...request: Parameters<typeof send>): Promise<APIGatewayProxyEventV2> {
  let seen: unknown;
  handler = async (event) => {
    seen = event;
    return { statusCode: 200, body: '' };
  };
  expect((await send(...request)).status).toBe(200);
  return seen as APIGatewayProxyEventV2;
}

describe('what the gateway answers itself', () => {
  test.each([
    ['/pets/%zz', 400, '{"message":"Bad Request"}'],
    ['/pets', 500, '{"message":"Internal Server Error"}'],
    ['/events', 503, '{"message":"Service Unavailable"}'],
  ])('%s: %i, with its length', async (path, status, body) => {
    handler = async () => {
      throw path === '/events' ? new FunctionTimeout('too late') : new Error('secret');
    };
    const length = String(body.length);
    const answer = { status, type: 'application/json', length, encoding: undefined, retryAfter: undefined };
    expect(await send('GET', path)).toEqual({ ...answer, body });
    expect(await send('HEAD', path)).toEqual({ ...answer, body: '' });
  });

  test('a body of more than 10 MB', async () => {
    expect((await send('POST', '/pets', 'x'.repeat(10 * 1024 * 1024 + 1))).status).toBe(413);
  });
});

describe('the limits of API Gateway and Lambda', () => {
  const answering = (bytes: number): Handler => {
    const empty = JSON.stringify({ statusCode: 200, body: '' }).length;
    return async () => ({ statusCode: 200, body: 'x'.repeat(bytes - empty) });
  };

  test("an answer may have 6,291,556 bytes, counted as the function's JSON", async () => {
    handler = answering(6_291_556);
    expect((await send('GET', '/pets')).status).toBe(200);
    handler = answering(6_291_557);
    expect(await send('GET', '/pets')).toMatchObject({ status: 500, body: '{"message":"Internal Server Error"}' });
    // Two bytes each in the JSON around it.
    handler = async () => ({ statusCode: 200, body: '"'.repeat(3_200_000) });
    expect((await send('GET', '/pets')).status).toBe(500);
  });

  test('an event may have 6 MiB, a body in base64 included', async () => {
    handler = answering(100);
    const json = { 'content-type': 'application/json' };
    expect((await send('POST', '/pets', 'x'.repeat(6_000_000), json)).status).toBe(200);
    const tooLarge = { status: 413, body: '{"message":"Request Entity Too Large"}' };
    expect(await send('POST', '/pets', 'x'.repeat(6_291_456), json)).toMatchObject(tooLarge);
    expect(await send('POST', '/pets', 'x'.repeat(5_000_000))).toMatchObject(tooLarge);
    expect(await send('POST', '/pets', 'x'.repeat(11 * 1024 * 1024), json)).toMatchObject(tooLarge);
  });
});

test('the request line and the headers have the room that API Gateway gives them, and no more', async () => {
  handler = async () => ({ statusCode: 200, body: '' });
  expect((await send('GET', '/pets', undefined, { notes: 'n'.repeat(9_000) })).status).toBe(200);
  expect((await send('GET', '/pets', undefined, { notes: 'n'.repeat(10_240) })).status).toBe(431);
});

describe('the event', () => {
  test('a text body that is not UTF-8 reaches the function unharmed', async () => {
    const json = { 'content-type': 'application/json' };
    const latin1 = Buffer.from('{"name":"Zo\u00eb"}', 'latin1');
    const event = await eventOf('POST', '/pets', latin1, json);
    expect(event.isBase64Encoded).toBe(true);
    expect(Buffer.from(event.body!, 'base64')).toEqual(latin1);
    expect(await eventOf('POST', '/pets', '{"name":"Zo\u00eb"}', json)).toMatchObject({
      isBase64Encoded: false,
      body: '{"name":"Zo\u00eb"}',
    });
  });

  test.each([
    ['/pets?limit=1', '/pets', 'limit=1'],
    ['?limit=1', '/', 'limit=1'],
    ['', '/', ''],
  ])('a target that is a whole URL, http://localhost%s', async (target, rawPath, rawQueryString) => {
    const event = await eventOf('GET', `http://localhost${target}`, undefined, { host: '127.0.0.1' });
    expect(event).toMatchObject({ rawPath, rawQueryString, headers: { host: 'localhost' } });
  });

  test('repeated headers become one, and cookies a list', async () => {
    const event = await eventOf('GET', '/pets', undefined, { 'if-match': ['"1"', '"2"'], cookie: 'a=1; b=2' });
    expect(event.headers['if-match']).toBe('"1","2"');
    expect(event.cookies).toEqual(['a=1', 'b=2']);
  });
});

describe('more than there is room for', () => {
  const shed = { status: 503, body: '{"message":"Service Unavailable"}', retryAfter: '1' };

  test('requests beyond the queue are refused at once, those that wait too long later, and then all is well', async () => {
    let begun = 0;
    const ends: (() => void)[] = [];
    handler = async () => {
      begun++;
      await new Promise<void>((resolve) => ends.push(resolve));
      return { statusCode: 200, body: '' };
    };
    const answers = Array.from({ length: 12 }, () => send('GET', '/pets'));
    const first = await Promise.race(answers);
    expect(first).toMatchObject(shed);
    await vi.waitFor(async () => {
      const settled = await Promise.all(answers.map((answer) => Promise.race([answer, undefined])));
      expect(settled.filter((answer) => answer?.status === 503)).toHaveLength(10);
    });
    expect(begun).toBe(2);
    for (const end of ends) end();
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(2);
    handler = async () => ({ statusCode: 200, body: '' });
    expect((await send('GET', '/pets')).status).toBe(200);
  });

  test('requests that a caller sends ahead are worked on one by one, and none while it does not read', async () => {
    let [begun, underWay, most] = [0, 0, 0];
    let body = '';
    handler = async () => {
      begun++;
      most = Math.max(most, ++underWay);
      await new Promise((resolve) => setTimeout(resolve, 5));
      underWay--;
      return { statusCode: 200, body };
    };
    const ahead = (number: number) => {
      const socket = connect(port(), '127.0.0.1');
      socket.on('error', () => {});
      socket.write('GET /pets HTTP/1.1\r\nhost: localhost\r\n\r\n'.repeat(number));
      return socket;
    };
    const reader = ahead(8);
    let answers = '';
    reader.on('data', (data) => (answers += data));
    await vi.waitFor(() => expect(answers.match(/HTTP\/1\.1 200/g)).toHaveLength(8));
    expect(most).toBe(1);
    reader.destroy();

    // More than the buffers of both sides hold.
    body = 'x'.repeat(6_000_000);
    begun = 0;
    const idle = ahead(50).pause();
    await vi.waitFor(() => expect(begun).toBeGreaterThan(0));
    body = '';
    expect((await send('GET', '/pets')).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(begun).toBeLessThan(10);
    idle.destroy();
  });

  test('what nobody waits for any more is not worked on', async () => {
    const ends: (() => void)[] = [];
    let begun = 0;
    handler = async () => {
      begun++;
      await new Promise<void>((resolve) => ends.push(resolve));
      return { statusCode: 200, body: '' };
    };
    const slow = [send('GET', '/pets'), send('GET', '/pets')];
    await vi.waitFor(() => expect(begun).toBe(2));
    const leaver = connect(port(), '127.0.0.1');
    leaver.write('GET /pets HTTP/1.1\r\nhost: localhost\r\n\r\n');
    await new Promise((resolve) => setTimeout(resolve, 50));
    leaver.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    for (const end of ends) end();
    await Promise.all(slow);
    expect(begun).toBe(2);
  });

  test('a caller that leaves in the middle of its body is no fault', async () => {
    log.mockClear();
    const leaver = connect(port(), '127.0.0.1');
    leaver.write('POST /pets HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\n{');
    const [request] = (await once(gateway, 'request')) as [IncomingMessage];
    leaver.destroy();
    await new Promise((resolve) => request.once('close', resolve));
    handler = async () => ({ statusCode: 200, body: '' });
    expect((await send('GET', '/pets')).status).toBe(200);
    expect(log).not.toHaveBeenCalled();
  });

  /** How long the gateway keeps a caller that sends this and nothing more. */
  function keptFor(text: string, reads: boolean): Promise<number> {
    const before = performance.now();
    const socket = connect(port(), '127.0.0.1');
    socket.on('error', () => {});
    socket.write(text);
    if (reads) socket.resume();
    // A caller that does not read sees that the other side is gone only by writing.
    const writing = reads ? undefined : setInterval(() => socket.write('\r\n'), 100);
    return new Promise((resolve) => {
      socket.once('close', () => {
        clearInterval(writing);
        resolve(performance.now() - before);
      });
    });
  }

  test('callers that send too slowly, and those that do not read, are cut off', async () => {
    handler = async () => ({ statusCode: 200, body: 'x'.repeat(6_000_000) });
    const kept = await Promise.all([
      keptFor('GET /pets HTTP/1.1\r\nhost: localhost\r\n', true),
      keptFor('POST /pets HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\n{', true),
      keptFor('GET /pets HTTP/1.1\r\nhost: localhost\r\n\r\n', false),
    ]);
    for (const ms of kept) expect(ms).toBeLessThan(20_000);
  });
});

test('a gateway that closes ends the connections of callers who go on', async () => {
  let asked = 0;
  const closing = createGateway({
    functions: () => async () => {
      // It closes while a request is under way, and the caller has the next one ready.
      if (++asked === 1) closing.close();
      await new Promise((resolve) => setTimeout(resolve, 20));
      return { statusCode: 200, body: '' };
    },
  }).listen(0, '127.0.0.1');
  await once(closing, 'listening');
  const socket = connect((closing.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => {});
  const ask = () => socket.write('GET /pets/rex HTTP/1.1\r\nHost: localhost\r\n\r\n');
  socket.on('data', ask);
  ask();
  await once(closing, 'close');
  expect(asked).toBeLessThanOrEqual(2);
});
