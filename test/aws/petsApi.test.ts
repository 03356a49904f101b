import { expect, test } from 'vitest';
import type { Settings } from '../../infra/aws/settings.ts';
import { routes } from '../../src/routes.ts';
import { referenceOf, resourcesOf, synthesize } from './synthesize.ts';

const prod = synthesize('prod').template;

/** The function that a logical id belongs to. */
const functionIn = (reference: string) => /^Functions(\w+)Function[0-9A-F]{8}/.exec(reference)?.[1];

test.for<[Settings['auth'], string]>([
  [{ kind: 'iam' }, 'AWS_IAM'],
  [{ kind: 'jwt', issuer: 'https://issuer.example.com/', audience: ['pets'] }, 'JWT'],
  [{ kind: 'none' }, 'NONE'],
])('the routes are those of src/routes.ts, with auth %o', ([auth, type]) => {
  const { template } = synthesize('dev', { settings: { auth } });
  const integrations = Object.fromEntries(
    Object.entries(template.Resources)
      .filter(([, { Type }]) => Type === 'AWS::ApiGatewayV2::Integration')
      .map(([id, { Properties }]) => [id, functionIn(referenceOf(Properties.IntegrationUri))]),
  );
  const shown = resourcesOf(template, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => ({
    route: Properties.RouteKey,
    function: integrations[referenceOf(Properties.Target['Fn::Join'][1][1])],
    auth: Properties.AuthorizationType,
    scopes: Properties.AuthorizationScopes,
  }));
  expect(shown).toEqual([
    ...routes.map(({ method, path, function: name, scope }) => ({
      route: `${method} ${path}`,
      function: name,
      auth: scope === null ? 'NONE' : type,
      scopes: scope !== null && auth.kind === 'jwt' ? [scope] : undefined,
    })),
    { route: '$default', function: 'describeApi', auth: 'NONE', scopes: undefined },
  ]);
  expect(resourcesOf(template, 'AWS::ApiGatewayV2::Authorizer').map(({ Properties }) => Properties)).toMatchObject(
    auth.kind === 'jwt'
      ? [{ AuthorizerType: 'JWT', JwtConfiguration: { Issuer: auth.issuer, Audience: auth.audience } }]
      : [],
  );
});

test('the API is named without its stage, throttled and logged', () => {
  expect(resourcesOf(prod, 'AWS::ApiGatewayV2::Api').map(({ Properties }) => Properties)).toMatchObject([
    { Name: 'pets-service', ProtocolType: 'HTTP', DisableExecuteApiEndpoint: false },
  ]);
  const [stage] = resourcesOf(prod, 'AWS::ApiGatewayV2::Stage');
  expect(stage?.Properties).toMatchObject({
    StageName: '$default',
    AutoDeploy: true,
    DefaultRouteSettings: { ThrottlingRateLimit: 1000, ThrottlingBurstLimit: 2000 },
  });
  expect(JSON.parse(stage?.Properties.AccessLogSettings.Format)).toMatchObject({ status: '$context.status' });
});

test('browsers of the named origins may use every route and see the headers', () => {
  const settings = { cors: { origins: ['https://example.com'], credentials: true } };
  const [api] = resourcesOf(synthesize('prod', { settings }).template, 'AWS::ApiGatewayV2::Api');
  expect(api?.Properties.CorsConfiguration).toEqual({
    AllowOrigins: ['https://example.com'],
    AllowCredentials: true,
    AllowMethods: ['POST', 'GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'],
    AllowHeaders: expect.arrayContaining(['authorization', 'content-type', 'if-match', 'idempotency-key']),
    ExposeHeaders: ['etag', 'link', 'location', 'preference-applied', 'retry-after', 'x-request-id'],
    MaxAge: 3600,
  });
  expect(resourcesOf(prod, 'AWS::ApiGatewayV2::Api')[0]?.Properties.CorsConfiguration).toBeUndefined();
});

test('a domain takes the place of the generated URL', () => {
  const domain = {
    name: 'pets.example.com',
    certificateArn: 'arn:aws:acm:us-east-1:000000000000:certificate/00000000-0000-0000-0000-000000000000',
    hostedZone: { id: 'Z0000000000000000000', name: 'example.com' },
  };
  const { template } = synthesize('prod', { settings: { domain } });
  expect(template.Outputs.ApiUrl?.Value).toBe('https://pets.example.com');
  expect(resourcesOf(template, 'AWS::ApiGatewayV2::Api')[0]?.Properties.DisableExecuteApiEndpoint).toBe(true);
  expect(resourcesOf(template, 'AWS::ApiGatewayV2::DomainName')[0]?.Properties).toMatchObject({
    DomainName: domain.name,
    DomainNameConfigurations: [{ CertificateArn: domain.certificateArn, SecurityPolicy: 'TLS_1_2' }],
  });
  expect(resourcesOf(template, 'AWS::ApiGatewayV2::ApiMapping')[0]?.Properties.ApiMappingKey).toBeUndefined();
  expect(resourcesOf(template, 'AWS::Route53::RecordSet').map(({ Properties }) => Properties)).toMatchObject(
    ['A', 'AAAA'].map((Type) => ({ Type, Name: 'pets.example.com.', HostedZoneId: domain.hostedZone.id })),
  );
});
