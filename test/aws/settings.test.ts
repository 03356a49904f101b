import { expect, test } from 'vitest';
import { checked, SettingsError, settingsOf, stages } from '../../infra/aws/settings.ts';

const domain = {
  name: 'pets.example.com',
  certificateArn: 'arn:aws:acm:us-east-1:000000000000:certificate/00000000-0000-0000-0000-000000000000',
  hostedZone: { id: 'Z0000000000000000000', name: 'example.com' },
};

test.for(Object.keys(stages))('the settings of %s are valid', (stage) => {
  expect(settingsOf(stage)).toEqual({ stage, settings: stages[stage as keyof typeof stages] });
});

test.for<[unknown, string]>([
  [undefined, 'no stage was given: choose one with -c stage=dev|prod'],
  ['staging', 'there is no stage "staging": choose one with -c stage=dev|prod'],
  ['toString', 'there is no stage "toString": choose one with -c stage=dev|prod'],
])('the stage %o is refused in one line that names the file', ([stage, message]) => {
  expect(() => settingsOf(stage)).toThrow(new SettingsError(message));
});

test.for<[string, object, string]>([
  ['an unknown kind of auth', { auth: { kind: 'basic' } }, 'dev.auth.kind: must be iam, jwt or none'],
  [
    'jwt without an issuer',
    { auth: { kind: 'jwt', audience: ['pets'] } },
    'dev.auth.issuer: must be the URL of the token issuer',
  ],
  [
    'jwt with an issuer that is no https URL',
    { auth: { kind: 'jwt', issuer: 'issuer.example.com', audience: ['pets'] } },
    'dev.auth.issuer: must be an https URL',
  ],
  [
    'jwt without an audience',
    { auth: { kind: 'jwt', issuer: 'https://issuer.example.com/', audience: [] } },
    'dev.auth.audience: must name at least one audience',
  ],
  [
    'a domain without a certificate',
    { domain: { name: domain.name, hostedZone: domain.hostedZone } },
    'dev.domain.certificateArn: must be the ARN of a certificate',
  ],
  [
    'CORS for all origins with credentials',
    { cors: { origins: ['*'], credentials: true } },
    'dev.cors.origins: can not hold * together with credentials: name the origins',
  ],
  [
    'an origin with a path',
    { cors: { origins: ['https://example.com/app'], credentials: false } },
    'dev.cors.origins.0: must be * or an origin such as https://example.com',
  ],
  [
    'a burst of nothing',
    { throttle: { rate: 1, burst: 0 } },
    'dev.throttle.burst: Too small: expected number to be >0',
  ],
  [
    'an account that is none',
    { subscriberAccounts: ['12'] },
    'dev.subscriberAccounts.0: must be the 12 digits of an AWS account',
  ],
  [
    'a permission set without a name',
    { breakGlass: { kind: 'permissionSet' } },
    'dev.breakGlass.name: must be the name of a permission set',
  ],
  [
    'a permission set with a wildcard',
    { breakGlass: { kind: 'permissionSet', name: 'Admin*' } },
    'dev.breakGlass.name: must be the name of a permission set',
  ],
  [
    'another way to break the glass',
    { breakGlass: { kind: 'everyone' } },
    'dev.breakGlass.kind: must be mfa or permissionSet',
  ],
  ['no shard', { shards: 0 }, 'dev.shards: Too small: expected number to be >=1'],
  ['a setting that does not exist', { thottle: {} }, 'dev: Unrecognized key: "thottle"'],
])('%s is refused in one line that names setting and file', ([, change, message]) => {
  expect(() => checked('dev', { ...stages.dev, ...change })).toThrow(new SettingsError(message));
});

test('a complete domain and a complete jwt are accepted', () => {
  const settings = {
    ...stages.prod,
    domain,
    auth: { kind: 'jwt', issuer: 'https://issuer.example.com/', audience: ['pets'] },
  };
  expect(checked('prod', settings)).toEqual(settings);
});
