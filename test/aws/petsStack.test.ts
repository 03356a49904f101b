import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Settings } from '../../infra/aws/settings.ts';
import { type FunctionName, functions, timeoutOf } from '../../src/functions.ts';
import { routes } from '../../src/routes.ts';
import { type Table, type TableName, tables } from '../../src/tables.ts';
import { type Resource, referenceOf, resourcesOf, synthesize } from './synthesize.ts';

const dev = synthesize('dev').template;
const prod = synthesize('prod');

/** The logical ids of the tables. CloudFormation would replace a table whose id changes: an empty one takes its place. */
const TABLE_IDS: Record<TableName, string> = {
  events: 'TablesEventsE8DD42EA',
  pets: 'TablesPetsD2B49199',
  idempotency: 'TablesIdempotency498FF680',
};

const ARN_OF_FUNCTION = /^Functions(\w+)Function[0-9A-F]{8}$/;
const functionIn = (reference: string) => ARN_OF_FUNCTION.exec(reference.split('.')[0]!)?.[1];

test('the tables are those of src/tables.ts, under ids that never change', () => {
  for (const [name, id] of Object.entries(TABLE_IDS)) {
    const table: Table = tables[name as TableName];
    const keySchema = ({ partitionKey, sortKey }: Pick<Table, 'partitionKey' | 'sortKey'>) => [
      { AttributeName: partitionKey.name, KeyType: 'HASH' },
      ...(sortKey ? [{ AttributeName: sortKey.name, KeyType: 'RANGE' }] : []),
    ];
    const properties = dev.Resources[id]?.Properties;
    expect(properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: keySchema(table),
    });
    expect(properties.GlobalSecondaryIndexes ?? []).toEqual(
      Object.entries(table.indexes).map(([IndexName, index]) => ({
        IndexName,
        KeySchema: keySchema(index),
        Projection: { ProjectionType: index.keysOnly ? 'KEYS_ONLY' : 'ALL' },
      })),
    );
    expect(properties.StreamSpecification).toEqual(table.stream ? { StreamViewType: 'NEW_IMAGE' } : undefined);
    expect(properties.TimeToLiveSpecification).toEqual(
      table.timeToLive ? { AttributeName: table.timeToLive, Enabled: true } : undefined,
    );
  }
  expect(resourcesOf(dev, 'AWS::DynamoDB::GlobalTable')).toHaveLength(Object.keys(tables).length);
});

test('prod keeps its data when it is destroyed, and says no first; dev goes', () => {
  const protection = (template: typeof dev) =>
    Object.values(TABLE_IDS).map((id) => {
      const { DeletionPolicy, Properties } = template.Resources[id]!;
      const [{ DeletionProtectionEnabled, PointInTimeRecoverySpecification }] = Properties.Replicas;
      return [DeletionPolicy, DeletionProtectionEnabled, PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled];
    });
  expect(protection(prod.template)).toEqual(Object.keys(TABLE_IDS).map(() => ['Retain', true, true]));
  expect(protection(dev)).toEqual(Object.keys(TABLE_IDS).map(() => ['Delete', false, true]));
  expect(prod.stack.terminationProtection).toBe(true);
});

test('every function has its bundle, its tables, and a role and a log group of its own', () => {
  const shown: Record<string, Resource['Properties']> = Object.fromEntries(
    resourcesOf(dev, 'AWS::Lambda::Function').map(({ Properties }) => [Properties.FunctionName, Properties]),
  );
  expect(Object.keys(shown)).toEqual(Object.keys(functions).map((name) => `pets-service-dev-${name}`));
  for (const [name, { tables: used }] of Object.entries(functions)) {
    expect(shown[`pets-service-dev-${name}`]).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: `${name}.handler`,
      Timeout: timeoutOf(name as FunctionName),
      MemorySize: 1024,
      LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'INFO', SystemLogLevel: 'INFO' },
      Environment: {
        Variables: {
          ...Object.fromEntries(used.map((table) => [tables[table].variable, { Ref: TABLE_IDS[table] }])),
          ...(!['projectPets', 'rebuildPets'].includes(name) && { AUTH: 'iam', REQUIRE_IF_MATCH: 'false' }),
          NODE_OPTIONS: '--enable-source-maps',
          POWERTOOLS_METRICS_NAMESPACE: 'pets-service',
          POWERTOOLS_SERVICE_NAME: 'pets-service-dev',
        },
      },
    });
  }
  const own = Object.values(shown);
  for (const part of [
    own.map(({ Role }) => referenceOf(Role)),
    own.map((fn) => referenceOf(fn.LoggingConfig.LogGroup)),
  ])
    expect(new Set(part).size).toBe(own.length);
});

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
  expect(resourcesOf(dev, 'AWS::ApiGatewayV2::Api').map(({ Properties }) => Properties)).toMatchObject([
    { Name: 'pets-service', ProtocolType: 'HTTP', DisableExecuteApiEndpoint: false },
  ]);
  const [stage] = resourcesOf(prod.template, 'AWS::ApiGatewayV2::Stage');
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
  expect(resourcesOf(prod.template, 'AWS::ApiGatewayV2::Api')[0]?.Properties.CorsConfiguration).toBeUndefined();
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

test('the stream has its consumers, which lose nothing without an alarm', () => {
  const shown = resourcesOf(dev, 'AWS::Lambda::EventSourceMapping').map(({ Properties }) => Properties);
  const common = {
    EventSourceArn: { 'Fn::GetAtt': [TABLE_IDS.events, 'StreamArn'] },
    StartingPosition: 'TRIM_HORIZON',
    BisectBatchOnFunctionError: true,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    MaximumRecordAgeInSeconds: 20 * 3600,
    MetricsConfig: { Metrics: ['EventCount'] },
  };
  const consumer = (name: FunctionName, id: string, more: object) => ({
    ...common,
    FunctionName: { Ref: expect.stringMatching(`^Functions${name}Function`) },
    DestinationConfig: {
      OnFailure: { Destination: { 'Fn::GetAtt': [expect.stringMatching(`^${id}Failures`), 'Arn'] } },
    },
    ...more,
  });
  expect(shown).toEqual([consumer('projectPets', 'Projection', { BatchSize: 1000 })]);
});

test('every alarm reaches the topic and names a section of the runbook', () => {
  const sections = readFileSync('docs/runbook.md', 'utf8')
    .match(/^## .+$/gm)!
    .map((line) => line.slice(3));
  const alarms = resourcesOf(dev, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
  const named = new Set<string>();
  for (const alarm of alarms) {
    expect(referenceOf(alarm.AlarmActions[0])).toMatch(/^AlarmsTopic/);
    expect(alarm.TreatMissingData).toBe('notBreaching');
    named.add(/^See docs\/runbook.md, "(.+)"\.$/.exec(alarm.AlarmDescription)![1]!);
  }
  expect([...named].sort()).toEqual(sections.filter((section) => !section.startsWith('How to')).sort());
});

test('alarms may publish to the topic, though its policy is not the default one', () => {
  const [policy] = resourcesOf(dev, 'AWS::SNS::TopicPolicy');
  expect(policy?.Properties.PolicyDocument.Statement).toContainEqual(
    expect.objectContaining({
      Action: 'sns:Publish',
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
    }),
  );
});

test('named accounts may have rules of their own on the bus, and nobody else', () => {
  const { template } = synthesize('prod', { settings: { subscriberAccounts: ['111111111111'] } });
  const statements = resourcesOf(template, 'AWS::Events::EventBusPolicy').map(({ Properties }) => Properties.Statement);
  expect(statements).toMatchObject([
    {
      Sid: expect.stringContaining('RulesOf111111111111'),
      Effect: 'Allow',
      Condition: { StringEqualsIfExists: { 'events:creatorAccount': expect.any(String), 'events:source': 'pets' } },
    },
  ]);
  expect(JSON.stringify(statements[0].Principal)).toContain(':iam::111111111111:root');
  expect(resourcesOf(prod.template, 'AWS::Events::EventBusPolicy')).toEqual([]);
});

test('the outputs are what a person needs', () => {
  expect(Object.keys(dev.Outputs)).toEqual([
    'ApiUrl',
    'Auth',
    'EventsTable',
    'PetsTable',
    'IdempotencyTable',
    'EventBus',
    'ProjectionFailures',
    'AlarmTopic',
    'BreakGlassRole',
    'Dashboard',
  ]);
});
