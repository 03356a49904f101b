import { once } from 'node:events';
import { request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createGateway } from '../../infra/local/createGateway.ts';
import { FunctionTimeout } from '../../infra/local/loadFunction.ts';

let gateway: Server;
const log = vi.spyOn(console, 'error').mockImplementation(() => {});
beforeAll(async () => {
  gateway = createGateway({
    functions: (name) => async () => {
      throw name === 'listEvents' ? new FunctionTimeout('too late') : new Error('secret');
    },
  }).listen(0, '127.0.0.1');
  await once(gateway, 'listening');
});
afterAll(() => {
  log.mockRestore();
  gateway.close();
});

/** Without fetch, which would put the path right. */
async function send(method: string, path: string, content = '') {
  const { port } = gateway.address() as AddressInfo;
  const sent = request({ port, host: '127.0.0.1', method, path, agent: false }).end(content);
  const [response] = await once(sent, 'response');
  let body = '';
  for await (const chunk of response) body += chunk;
  const { 'content-type': type, 'content-length': length, 'transfer-encoding': encoding } = response.headers;
  return { status: response.statusCode, type, length, encoding, body };
}

describe('what the gateway answers itself', () => {
  test.each([
    ['/pets/%zz', 400, '{"message":"Bad Request"}'],
    ['/pets', 500, '{"message":"Internal Server Error"}'],
    ['/events', 503, '{"message":"Service Unavailable"}'],
  ])('%s: %i, with its length', async (path, status, body) => {
    const length = String(body.length);
    const answer = { status, type: 'application/json', length, encoding: undefined };
    expect(await send('GET', path)).toEqual({ ...answer, body });
    expect(await send('HEAD', path)).toEqual({ ...answer, body: '' });
  });

  test('a body of more than 10 MB', async () => {
    expect((await send('POST', '/pets', 'x'.repeat(10 * 1024 * 1024 + 1))).status).toBe(413);
  });
});
