import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { callerOf } from '../../src/http/callerOf.ts';
import { gatewayEvent } from '../support/gatewayEvent.ts';

function caller(authorizer: object | undefined, headers: Record<string, string> = {}) {
  const event = gatewayEvent('POST /pets', { headers });
  Object.assign(event.requestContext, authorizer && { authorizer });
  return callerOf(event);
}
const byToken = (claims: object) => caller({ jwt: { claims } }).actor;
const byArn = (userArn: string, more: object = {}) => caller({ iam: { userArn, ...more } });

describe('a token', () => {
  test.each([
    [{ sub: 'auth0|7' }, 'auth0|7'],
    [{ sub: 'auth0|7', client_id: 'a', azp: 'b' }, 'auth0|7'],
    [{ client_id: 'a', azp: 'b' }, 'client_id:a'],
    [{ sub: '', client_id: 'a' }, 'client_id:a'],
    [{ sub: ' ', azp: 'a' }, 'azp:a'],
    [{ sub: 7, client_id: '', azp: 'a' }, 'azp:a'],
    // A subject that looks like a client is not that client.
    [{ sub: 'client_id:a' }, 'sub:client_id:a'],
    [{ sub: 'sub:client_id:a' }, 'sub:sub:client_id:a'],
  ])('%j is of %s', (claims, actor) => expect(byToken(claims)).toBe(actor));

  test.each([{}, { sub: '' }, { sub: null }, { sub: ['a'], client_id: ' ' }, { sub: '\ud800' }, { name: 'Ann' }])(
    '%j names nobody',
    (claims) => expect(() => byToken(claims)).toThrow('neither a subject nor a client'),
  );

  test('two subjects or clients never are one caller', () => {
    const name = fc.oneof(fc.constantFrom('a', 'sub:a', 'client_id:a', 'azp:a', 'sub:client_id:a'), fc.string());
    const claims = fc.oneof(
      fc.record({ sub: name }),
      fc.record({ client_id: name }),
      fc.record({ azp: name }),
    ) as fc.Arbitrary<Record<string, string>>;
    const isNamed = (one: Record<string, string>) => Object.values(one)[0]!.trim() !== '';
    fc.assert(
      fc.property(claims.filter(isNamed), claims.filter(isNamed), (one, other) => {
        expect(byToken(one) === byToken(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
    );
  });
});

describe('an IAM principal', () => {
  test('a role owns the keys of all its sessions, each of which acts under its own name', () => {
    const [one, other] = ['session-1', 'ann@example.com'].map((session) =>
      byArn(`arn:aws:sts::111122223333:assumed-role/Keeper/${session}`),
    );
    expect(one).toEqual({
      actor: 'arn:aws:sts::111122223333:assumed-role/Keeper/session-1',
      owner: 'arn:aws:sts::111122223333:assumed-role/Keeper',
    });
    expect(other!.owner).toBe(one!.owner);
    expect(other!.actor).not.toBe(one!.actor);
  });

  test.each([
    'arn:aws:iam::111122223333:root',
    'arn:aws:iam::111122223333:user/ann',
    'arn:aws:iam::111122223333:user/assumed-role/Keeper/ann',
    'arn:aws:sts::111122223333:federated-user/ann',
    'arn:aws:sts::111122223333:federated-user/ben',
    'arn:aws-cn:iam::111122223333:user/ann',
  ])('%s is its own caller', (arn) => expect(byArn(arn)).toEqual({ actor: arn, owner: arn }));

  test('roles of other names, accounts and partitions are others', () => {
    const owners = [
      'arn:aws:sts::111122223333:assumed-role/Keeper/s',
      'arn:aws:sts::111122223333:assumed-role/Keeper2/s',
      'arn:aws:sts::444455556666:assumed-role/Keeper/s',
      'arn:aws-us-gov:sts::111122223333:assumed-role/Keeper/s',
    ].map((arn) => byArn(arn).owner);
    expect(new Set(owners).size).toBe(4);
  });

  test('users of an identity pool share a role and a session name, and no keys', () => {
    const arn = 'arn:aws:sts::111122223333:assumed-role/App/CognitoIdentityCredentials';
    const owners = ['eu-central-1:1', 'eu-central-1:2'].map(
      (identityId) => byArn(arn, { cognitoIdentity: { identityId } }).owner,
    );
    expect(new Set([...owners, byArn(arn, { cognitoIdentity: null }).owner]).size).toBe(3);
  });
});

test('nothing that a caller says of itself is believed', () => {
  const headers = Object.fromEntries(
    ['x-actor', 'x-user', 'x-forwarded-user', 'x-amzn-oidc-identity', 'authorization'].map((name) => [name, 'admin']),
  );
  expect(caller(undefined, headers)).toEqual({ actor: 'anonymous', owner: 'anonymous' });
  expect(caller({ jwt: { claims: { sub: 'ann' } } }, headers)).toEqual({ actor: 'ann', owner: 'ann' });
});
