import { expect, test } from 'vitest';
import { accessOf } from '../../infra/aws/accessOf.ts';
import { type FunctionName, functions, roleOf } from '../../src/functions.ts';
import { resourcesOf, synthesize } from './synthesize.ts';

interface Statement {
  Effect: 'Allow' | 'Deny';
  Action: string | string[];
  Resource: unknown;
  Sid?: string;
  Condition?: unknown;
}

const { template } = synthesize('prod');
const list = <T>(one: T | T[]): T[] => (Array.isArray(one) ? one : [one]);

/** A resource of a statement, readable: `Events`, `Events/index/feed`, `Events/stream`; `*` stays. */
function named(resource: unknown): string {
  return JSON.stringify(resource)
    .replace(/^"(.*)"$/, '$1')
    .replace(/{"Fn::GetAtt":\["Tables([A-Za-z]+?)[0-9A-F]{8}","Arn"\]}/, '$1')
    .replace(/{"Fn::GetAtt":\["Tables([A-Za-z]+?)[0-9A-F]{8}","StreamArn"\]}/, '$1/stream')
    .replace(/{"Fn::GetAtt":\["([A-Za-z]+?)[0-9A-F]{8}","Arn"\]}/, '$1')
    .replace(/^{"Ref":"([A-Za-z]+?)[0-9A-F]{8}"}$/, '$1')
    .replace(/^{"Fn::Join":\["",\[(.*),"(.*)"\]\]}$/, '$1$2');
}

/** All that roles are allowed: `<role> <action> <resource>`, one action a line. */
const allowed = Object.values(template.Resources)
  .filter(({ Type }) => Type === 'AWS::IAM::Policy')
  .flatMap(({ Properties }) => {
    const role = named({ 'Fn::GetAtt': [Properties.Roles[0].Ref, 'Arn'] }).replace(/^Functions(.*)Role$/, '$1');
    return (Properties.PolicyDocument.Statement as Statement[]).flatMap(({ Effect, Action, Resource, Condition }) => {
      expect([Effect, Condition]).toEqual(['Allow', undefined]);
      return list(Resource).flatMap((resource) => list(Action).map((action) => `${role} ${action} ${named(resource)}`));
    });
  })
  .sort();

const APPEND = [
  'dynamodb:PartiQLInsert Events',
  'dynamodb:Query Events',
  'dynamodb:GetItem Idempotency',
  'dynamodb:PartiQLInsert Idempotency',
  'dynamodb:DeleteItem Idempotency',
];
const READ_STREAM = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map(
  (action) => `dynamodb:${action} Events/stream`,
);

/** Every permission in the account that the stack gives, but for the functions' own log groups. */
const ALLOW_LIST: Record<string, string[]> = {
  createPet: APPEND,
  updatePet: APPEND,
  deletePet: APPEND,
  restorePet: APPEND,
  showPet: ['dynamodb:Query Events', 'dynamodb:GetItem Pets'],
  listPets: ['dynamodb:Query Pets/index/live', 'dynamodb:Query Pets/index/byType'],
  petHistory: ['dynamodb:Query Events'],
  blamePet: ['dynamodb:Query Events'],
  listEvents: ['dynamodb:Query Events/index/feed'],
  showDocs: [],
  showConsole: [],
  describeApi: [],
  projectPets: [
    'dynamodb:PutItem Pets',
    'dynamodb:PartiQLInsert Pets',
    'dynamodb:PartiQLUpdate Pets',
    ...READ_STREAM,
    'sqs:SendMessage ProjectionFailures',
  ],
  publishPets: ['events:PutEvents Bus', ...READ_STREAM, 'sqs:SendMessage PublicationFailures'],
  rebuildPets: [
    'dynamodb:Scan Events/index/firsts',
    'dynamodb:BatchGetItem Events',
    'dynamodb:Query Events',
    'dynamodb:Scan Pets',
    'dynamodb:BatchGetItem Pets',
    'dynamodb:PutItem Pets',
    'dynamodb:PartiQLInsert Pets',
    'dynamodb:PartiQLUpdate Pets',
    'dynamodb:DeleteItem Pets',
  ],
  RebuildRole: [
    'lambda:InvokeFunction FunctionsrebuildPetsFunction',
    ...[
      'CreateLogDelivery',
      'GetLogDelivery',
      'UpdateLogDelivery',
      'DeleteLogDelivery',
      'ListLogDeliveries',
      'PutResourcePolicy',
      'DescribeResourcePolicies',
      'DescribeLogGroups',
    ].map((action) => `logs:${action} *`),
  ],
  RebuildScheduleRole: ['states:StartExecution RebuildMachine'],
  AppendOnlyBreakGlass: [
    'cloudformation:DescribeStacks {"Ref":"AWS::StackId"}',
    ...[
      'GetItem',
      'BatchGetItem',
      'Query',
      'PutItem',
      'UpdateItem',
      'DeleteItem',
      'BatchWriteItem',
      'PartiQLInsert',
      'PartiQLUpdate',
      'PartiQLDelete',
    ].map((action) => `dynamodb:${action} Events`),
  ],
};

test('roles are allowed what the allow list says, and nothing else', () => {
  const logs = Object.keys(functions).flatMap((name) =>
    ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => `${name} ${action} Functions${name}Logs`),
  );
  const expected = Object.entries(ALLOW_LIST).flatMap(([role, lines]) => lines.map((line) => `${role} ${line}`));
  expect(allowed).toEqual([...expected, ...logs].sort());
});

test('no role of the service can change or remove an event, and no permission has a wildcard', () => {
  const changes = /(PutItem|UpdateItem|DeleteItem|BatchWriteItem|PartiQLUpdate|PartiQLDelete|\*) Events/;
  expect(allowed.filter((line) => changes.test(line) && !line.startsWith('AppendOnlyBreakGlass '))).toEqual([]);
  // Log deliveries know no resources.
  expect(allowed.filter((line) => line.includes('*') && !line.startsWith('RebuildRole logs:'))).toEqual([]);
  const managed = resourcesOf(template, 'AWS::IAM::Role').map(({ Properties }) => [
    Properties.ManagedPolicyArns,
    Properties.Policies,
  ]);
  expect(managed).toEqual(managed.map(() => [undefined, undefined]));
});

test('the Events table itself denies everyone else what would change it', () => {
  const policies = resourcesOf(template, 'AWS::DynamoDB::GlobalTable').flatMap(
    ({ Properties }) => Properties.Replicas[0].ResourcePolicy ?? [],
  );
  const roles = (...names: string[]) => ({
    ArnNotEquals: {
      'aws:PrincipalArn': names.map((name) => ({
        'Fn::GetAtt': [expect.stringMatching(`^${name}[0-9A-F]{8}$`), 'Arn'],
      })),
    },
  });
  const commands = Object.keys(ALLOW_LIST).filter((name) => ALLOW_LIST[name] === APPEND);
  expect(policies.map(({ PolicyDocument }) => PolicyDocument.Statement)).toEqual([
    [
      {
        Sid: 'NobodyChangesEvents',
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: ['BatchWriteItem', 'DeleteItem', 'PartiQLDelete', 'PartiQLUpdate', 'PutItem', 'UpdateItem'].map(
          (action) => `dynamodb:${action}`,
        ),
        Resource: '*',
        Condition: roles('AppendOnlyBreakGlass'),
      },
      {
        Sid: 'OnlyCommandsAppend',
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: 'dynamodb:PartiQLInsert',
        Resource: '*',
        Condition: roles(...commands.map((name) => `Functions${name}Role`), 'AppendOnlyBreakGlass'),
      },
    ],
  ]);
});

test('only people with a second factor can take the role that may change events', () => {
  const [role] = resourcesOf(template, 'AWS::IAM::Role').filter(({ Properties }) => Properties.RoleName);
  expect(role?.Properties).toMatchObject({
    RoleName: 'pets-service-prod-break-glass',
    AssumeRolePolicyDocument: {
      Statement: [{ Action: 'sts:AssumeRole', Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }],
    },
  });
});

test('the functions know the tables that they may use, and no other', () => {
  for (const name of Object.keys(functions) as FunctionName[]) {
    const { tables } = roleOf(name);
    const used = Object.keys(accessOf(name)).map((target) => target.split('/')[0]);
    expect([name, [...new Set(used)].sort()]).toEqual([name, [...tables].sort()]);
  }
});
