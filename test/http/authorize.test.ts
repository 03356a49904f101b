import { describe, expect, test } from 'vitest';
import { authorize } from '../../src/http/authorize.ts';
import { type Problem, problems } from '../../src/http/problems.ts';
import { routes } from '../../src/routes.ts';
import { gatewayEvent } from '../support/gatewayEvent.ts';

function answer(routeKey: string, auth: 'iam' | 'jwt' | 'none', authorizer?: object): number {
  const event = gatewayEvent(routeKey);
  Object.assign(event.requestContext, authorizer && { authorizer });
  try {
    authorize(event, auth);
    return 200;
  } catch (error) {
    return problems[(error as Problem).problem].status;
  }
}

test.each(['$default', 'ANY /pets/{petId}', 'DELETE /pets/{id}', 'get /pets'])(
  'a route that the service does not have is refused: %s',
  (routeKey) => {
    expect(answer(routeKey, 'none')).toBe(403);
    expect(answer(routeKey, 'jwt', { jwt: { claims: { scope: 'pets:read pets:write pets:audit' } } })).toBe(403);
  },
);

describe.each(routes.map(({ method, path, scope }) => ({ key: `${method} ${path}`, scope })))(
  '$key',
  ({ key, scope }) => {
    test('refuses a caller without an identity, and one without the scope', () => {
      expect(answer(key, 'none')).toBe(200);
      expect(answer(key, 'jwt')).toBe(scope ? 401 : 200);
      expect(answer(key, 'iam')).toBe(scope ? 401 : 200);
      expect(answer(key, 'iam', { iam: {} })).toBe(scope ? 401 : 200);
      expect(answer(key, 'iam', { jwt: { claims: { scope } } })).toBe(scope ? 401 : 200);
      expect(answer(key, 'jwt', { jwt: { claims: { scope: 'pets pets:other' } } })).toBe(scope ? 403 : 200);
      for (const other of [`x${scope}`, `${scope}x`, `${scope}:all`, scope?.slice(0, -1), scope?.toUpperCase()])
        expect(answer(key, 'jwt', { jwt: { claims: { scope: other } } })).toBe(scope ? 403 : 200);
    });
    test('lets through whoever has them, however the token writes its scopes', () => {
      expect(answer(key, 'jwt', { jwt: { claims: { scope: `openid ${scope}` } } })).toBe(200);
      expect(answer(key, 'jwt', { jwt: { claims: { scp: `[${scope} other]` } } })).toBe(200);
      expect(answer(key, 'iam', { iam: { userArn: 'arn:aws:iam::1:role/x' } })).toBe(200);
    });
  },
);
