import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Invoke } from '../../infra/local/invoking.ts';
import { loadFunction } from '../../infra/local/loadFunction.ts';
import { useEngine } from '../support/engine.ts';
import { gatewayEvent, parsed } from '../support/gatewayEvent.ts';
import { updatesOf } from '../support/history.ts';
import { putEvents } from '../support/items.ts';

const engine = useEngine({ stream: false });
let showPet: Invoke;
let listPets: Invoke;
beforeAll(async () => {
  process.env.AUTH = 'jwt';
  showPet = await loadFunction('showPet');
  listPets = await loadFunction('listPets');
  await putEvents(engine.client, updatesOf('rex', 2));
});
afterAll(() => {
  process.env.AUTH = 'none';
});

async function show(method: string, rawQueryString: string, scope: string) {
  const event = gatewayEvent(`${method} /pets/{petId}`, { pathParameters: { petId: 'rex' }, rawQueryString });
  event.requestContext.authorizer = { jwt: { claims: { sub: 'ann', scope } } };
  return parsed(await showPet(event));
}

test.each([
  'version=1',
  'version=7',
  'version=x',
  'version=',
  'at=2100-01-01T00:00:00Z',
  'at=2000-01-01T00:00:00Z',
  '%61t=x',
])('the past needs pets:audit: ?%s', async (query) => {
  for (const method of ['GET', 'HEAD'])
    for (const scope of ['pets:read', 'pets:read xpets:audit pets:audits'])
      expect((await show(method, query, scope)).status).toBe(403);
  expect((await show('GET', query, 'pets:read')).body).toMatchObject({
    type: '/problems/forbidden',
    detail: 'The token lacks the scope pets:audit.',
  });
  expect((await show('GET', query, 'pets:read pets:audit')).status).not.toBe(403);
});

test('the present does not', async () => {
  expect((await show('GET', 'consistency=strong', 'pets:read')).status).toBe(200);
  expect((await show('GET', 'consistency=strong', 'pets:write pets:audit')).status).toBe(403);
});

test('so does the list', async () => {
  const list = async (rawQueryString: string, scope: string) => {
    const event = gatewayEvent('GET /pets', { rawQueryString });
    event.requestContext.authorizer = { jwt: { claims: { sub: 'ann', scope } } };
    return (await listPets(event)) as { statusCode: number };
  };
  for (const query of ['at=2020-01-01T00:00:00Z', 'at=x', '%61t=x&type=dog'])
    expect(await list(query, 'pets:read')).toMatchObject({ statusCode: 403 });
  expect(await list('at=2020-01-01T00:00:00Z', 'pets:read pets:audit')).toMatchObject({ statusCode: 200 });
  expect(await list('type=dog', 'pets:read')).toMatchObject({ statusCode: 200 });
});
