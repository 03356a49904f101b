import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PET_EVENT_TYPES } from '../../src/domain/petEvents.ts';
import { type FunctionName, functions, roleOf, timeoutOf } from '../../src/functions.ts';
import { type Table, type TableName, tables } from '../../src/tables.ts';
import { type Resource, referenceOf, resourcesOf, synthesize, type Template } from './synthesize.ts';

const dev = synthesize('dev').template;
const prod = synthesize('prod');

/** The logical ids of the tables. CloudFormation would replace a table whose id changes: an empty one takes its place. */
const TABLE_IDS: Record<TableName, string> = {
  events: 'TablesEventsE8DD42EA',
  pets: 'TablesPetsD2B49199',
  idempotency: 'TablesIdempotency498FF680',
  log: 'TablesLog72BABB86',
};

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
        Projection: projectionOf(index.holds),
      })),
    );
    expect(properties.StreamSpecification).toEqual(table.stream ? { StreamViewType: 'NEW_AND_OLD_IMAGES' } : undefined);
    expect(properties.TimeToLiveSpecification).toEqual(
      table.timeToLive ? { AttributeName: table.timeToLive, Enabled: true } : undefined,
    );
  }
  expect(resourcesOf(dev, 'AWS::DynamoDB::GlobalTable')).toHaveLength(Object.keys(tables).length);
});

const projectionOf = (holds: readonly string[] | undefined) =>
  holds === undefined
    ? { ProjectionType: 'ALL' }
    : holds.length === 0
      ? { ProjectionType: 'KEYS_ONLY' }
      : { ProjectionType: 'INCLUDE', NonKeyAttributes: holds };

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
  for (const name of Object.keys(functions) as FunctionName[]) {
    const { tables: used } = roleOf(name);
    expect(shown[`pets-service-dev-${name}`]).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: `${name}.handler`,
      Timeout: timeoutOf(name),
      MemorySize: 1024,
      LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'INFO', SystemLogLevel: 'INFO' },
      Environment: {
        Variables: {
          ...Object.fromEntries(used.map((table) => [tables[table].variable, { Ref: TABLE_IDS[table] }])),
          ...(roleOf(name).publishes && { EVENT_BUS_NAME: { Ref: expect.stringMatching(/^Bus/) } }),
          ...(roleOf(name).tells && { PUBLISH_PERSONAL_DATA: 'false' }),
          ...(roleOf(name).readsLog && { LOG_ORIGIN: 'pets-service-dev/1' }),
          ...(roleOf(name).signsLog && {
            LOG_KEYS: { 'Fn::GetAtt': [expect.stringMatching(/^LogKey1/), 'Arn'] },
            LOG_BUCKET: { Ref: expect.stringMatching(/^LogCheckpoints/) },
          }),
          ...(!['projectPets', 'publishPets', 'rebuildPets', 'removePersonalData', 'sequenceLog'].includes(name) && {
            AUTH: 'iam',
            REQUIRE_IF_MATCH: 'false',
          }),
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

test('the stream has exactly two consumers, which lose nothing without an alarm', () => {
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
  expect(shown).toEqual([
    consumer('projectPets', 'Projection', { BatchSize: 1000 }),
    consumer('publishPets', 'Publication', {
      BatchSize: 100,
      FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] },
    }),
  ]);
});

test('the bus keeps what was published, but for replays, and describes it', () => {
  expect(resourcesOf(prod.template, 'AWS::Events::Archive').map(({ Properties }) => Properties)).toMatchObject([
    { EventPattern: { source: ['pets'] }, RetentionDays: 30 },
  ]);
  const schemas = resourcesOf(prod.template, 'AWS::EventSchemas::Schema').map(({ Properties }) => Properties);
  const names = ['pets.log@LogCheckpointSigned', ...PET_EVENT_TYPES.toSorted().map((type) => `pets@${type}`)];
  expect(schemas.map(({ SchemaName, Type }) => [SchemaName, Type])).toEqual(
    names.map((name) => [name, 'JSONSchemaDraft4']),
  );
  for (const { SchemaName, Content } of schemas) {
    const file = `schemas/${SchemaName.replace(/^.*@/, '')}.json`;
    expect(JSON.parse(Content)).toEqual(JSON.parse(readFileSync(file, 'utf8')));
  }
});

test('named accounts may have rules of their own on the bus, and nobody else', () => {
  const { template } = synthesize('prod', { settings: { subscriberAccounts: ['111111111111'] } });
  const statements = resourcesOf(template, 'AWS::Events::EventBusPolicy').map(({ Properties }) => Properties.Statement);
  expect(statements).toMatchObject([
    {
      Sid: expect.stringContaining('RulesOf111111111111'),
      Effect: 'Allow',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
      Condition: { StringEqualsIfExists: { 'events:creatorAccount': '${aws:PrincipalAccount}' } },
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
    'LogTable',
    'Shards',
    'EventBus',
    'EventArchive',
    'ProjectionFailures',
    'PublicationFailures',
    'ErasureFailures',
    'LogOrigin',
    'LogCheckpoints',
    'RebuildMachine',
    'AlarmTopic',
    'BreakGlassRole',
    'Dashboard',
  ]);
});

test("the log's keys never leave KMS, its checkpoints are locked, and an old key goes on signing beside a new one", () => {
  const keys = (template: typeof dev) => resourcesOf(template, 'AWS::KMS::Key').map(({ Properties }) => Properties);
  expect(keys(dev)).toMatchObject([{ KeySpec: 'ECC_NIST_EDWARDS25519', KeyUsage: 'SIGN_VERIFY' }]);
  const locked = (template: typeof dev) =>
    resourcesOf(template, 'AWS::S3::Bucket').map(({ Properties, DeletionPolicy }) => [
      Properties.ObjectLockEnabled,
      Properties.ObjectLockConfiguration.Rule.DefaultRetention,
      DeletionPolicy,
    ]);
  expect(locked(dev)).toEqual([[true, { Mode: 'GOVERNANCE', Days: 7 }, 'Retain']]);
  expect(locked(prod.template)).toEqual([[true, { Mode: 'COMPLIANCE', Days: 3_650 }, 'Retain']]);

  const lock = { mode: 'governance', days: 7 } as const;
  const { template } = synthesize('dev', { settings: { log: { origin: 'example.com/pets/2', keys: 3, lock } } });
  const sequencer = resourcesOf(template, 'AWS::Lambda::Function').find(
    ({ Properties }) => Properties.FunctionName === 'pets-service-dev-sequenceLog',
  );
  const { LOG_KEYS, LOG_ORIGIN } = sequencer!.Properties.Environment.Variables;
  expect(LOG_ORIGIN).toBe('example.com/pets/2');
  expect(keys(template)).toHaveLength(3);
  expect(JSON.stringify(LOG_KEYS)).toMatch(/LogKey3.*LogKey2/);
  expect(JSON.stringify(LOG_KEYS)).not.toMatch(/LogKey1/);
});

test('the sequencer runs every minute, and looks further back every hour and every day', () => {
  const schedules = resourcesOf(dev, 'AWS::Scheduler::Schedule')
    .map(({ Properties }) => [Properties.ScheduleExpression, Properties.Target.Input])
    .filter(([, input]) => input.includes('lookBackSeconds'));
  expect(schedules).toEqual([
    ['rate(1 minute)', '{"lookBackSeconds":300}'],
    ['rate(1 hour)', '{"lookBackSeconds":10800}'],
    ['rate(1 day)', '{"lookBackSeconds":172800}'],
  ]);
});
test('a stage with more shards than before tells its functions of both, and its readers before its writers', () => {
  const settings = { shards: 8, formerShards: [1], listShards: 8 };
  const { Resources, Outputs } = synthesize('dev', { settings }).template;
  expect(Outputs.Shards!.Value).toBe('1,8');
  const idOf = (name: string) => functionIdOf(Resources, name);
  const variablesOf = (name: string) => Resources[idOf(name)]!.Properties.Environment.Variables;
  for (const name of ['createPet', 'projectPets', 'listPets', 'listEvents', 'rebuildPets'])
    expect(variablesOf(name)).toMatchObject({ SHARDS: '1,8', LIST_SHARDS: '8' });
  expect(variablesOf('showDocs')).not.toHaveProperty('SHARDS');
  for (const writer of ['createPet', 'updatePet', 'deletePet', 'restorePet', 'projectPets'])
    expect(Resources[idOf(writer)]!.DependsOn).toEqual(
      expect.arrayContaining(['listPets', 'listEvents', 'rebuildPets'].map(idOf)),
    );
  const { Environment } = dev.Resources[functionIdOf(dev.Resources, 'createPet')]!.Properties;
  expect(Environment.Variables).toMatchObject({ SHARDS: '1' });
});

const functionIdOf = (resources: Template['Resources'], name: string): string =>
  Object.keys(resources).find(
    (id) => resources[id]!.Type === 'AWS::Lambda::Function' && id.startsWith(`Functions${name}`),
  )!;
