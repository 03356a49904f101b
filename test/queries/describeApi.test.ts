import { expect, test } from 'vitest';
import { describeApi } from '../../src/queries/describeApi.ts';
import { gatewayEvent, parsed } from '../support/gatewayEvent.ts';

const ask = async (method: string, rawPath: string) => {
  const event = gatewayEvent('$default', { rawPath });
  event.requestContext.http.method = method;
  return parsed(await describeApi()(event));
};

test.each([
  ['/pets', 'POST, GET, HEAD'],
  ['/pets/rex', 'GET, HEAD, PUT, PATCH, DELETE'],
])('%s takes other methods', async (path, allow) => {
  expect(await ask('TRACE', path)).toMatchObject({ status: 405, headers: { allow } });
});

test.each(['/nothing', '/pets/', '/pets/rex/nothing'])('%s is not there', async (path) => {
  expect((await ask('GET', path)).status).toBe(404);
});
