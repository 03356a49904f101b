import { expect, test } from 'vitest';
import { accessOf } from '../../infra/aws/accessOf.ts';
import { type FunctionName, functions, roleOf } from '../../src/functions.ts';
import { referenceOf, resourcesOf, synthesize } from './synthesize.ts';

interface Statement {
  Effect: 'Allow' | 'Deny';
  Action: string | string[];
  Resource: unknown;
  Sid?: string;
  Condition?: unknown;
}

const { template } = synthesize('prod');
const REFERENCES: Record<string, string> = { 'AWS::Partition': 'aws', 'AWS::AccountId': '111122223333' };
const list = <T>(one: T | T[]): T[] => (Array.isArray(one) ? one : [one]);

/** A resource of a statement, readable: `Events`, `Events/index/feed`, `Events/stream`; `*` stays. */
function named(resource: unknown): string {
  return JSON.stringify(resource)
    .replace(/^"(.*)"$/, '$1')
    .replace(/{"Fn::GetAtt":\["Tables([A-Za-z]+?)[0-9A-F]{8}","Arn"\]}/, '$1')
    .replace(/{"Fn::GetAtt":\["Tables([A-Za-z]+?)[0-9A-F]{8}","StreamArn"\]}/, '$1/stream')
    .replace(/{"Fn::GetAtt":\["([A-Za-z]+?)[0-9A-F]{8}","Arn"\]}/, '$1')
    .replace(/{"Fn::GetAtt":\["(LogKey\d)[0-9A-F]{8}","Arn"\]}/, '$1')
    .replace(/^{"Ref":"([A-Za-z]+?)[0-9A-F]{8}"}$/, '$1')
    .replace(/^{"Fn::Join":\["",\[(.*),"(.*)"\]\]}$/, '$1$2');
}

/** All that roles are allowed: `<role> <action> <resource>`, one action a line. */
/** The key, and the one attribute that is outside the hash. */
const ERASABLE = ['petId', 'version', 'personal'];
const PERSONAL_ALONE = {
  'ForAllValues:StringEquals': { 'dynamodb:Attributes': ERASABLE },
  StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE'] },
};

const allowed = Object.values(template.Resources)
  .filter(({ Type }) => Type === 'AWS::IAM::Policy')
  .flatMap(({ Properties }) => {
    const role = named({ 'Fn::GetAtt': [Properties.Roles[0].Ref, 'Arn'] }).replace(/^Functions(.*)Role$/, '$1');
    return (Properties.PolicyDocument.Statement as Statement[]).flatMap(({ Effect, Action, Resource, Condition }) => {
      const removes = role === 'removePersonalData' && Action === 'dynamodb:UpdateItem';
      expect([Effect, Condition]).toEqual(['Allow', removes ? PERSONAL_ALONE : undefined]);
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
  listPets: [
    ...['live', 'byOwner', 'byName', 'byStatus', 'byType'].map((index) => `dynamodb:Query Pets/index/${index}`),
    'dynamodb:BatchGetItem Pets',
    'dynamodb:Query Events/index/lives',
    'dynamodb:Query Events',
  ],
  petHistory: ['dynamodb:Query Events'],
  blamePet: ['dynamodb:Query Events'],
  erasePersonalData: APPEND,
  listEvents: ['dynamodb:Query Events/index/feed', 'dynamodb:Query Events', 'dynamodb:Query Log'],
  showReceipt: ['dynamodb:Query Events', 'dynamodb:Query Log', 'dynamodb:BatchGetItem Log'],
  showLog: ['dynamodb:Query Log'],
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
  removePersonalData: [
    'dynamodb:Query Events',
    'dynamodb:Query Events/index/feed',
    'dynamodb:UpdateItem Events',
    'sqs:SendMessage ErasureFailures',
  ],
  ErasureScheduleRole: ['lambda:InvokeFunction FunctionsremovePersonalDataFunction'],
  rebuildPets: [
    'dynamodb:Query Events/index/lives',
    'dynamodb:BatchGetItem Events',
    'dynamodb:Query Events',
    'dynamodb:Scan Pets',
    'dynamodb:BatchGetItem Pets',
    'dynamodb:PutItem Pets',
    'dynamodb:PartiQLInsert Pets',
    'dynamodb:PartiQLUpdate Pets',
    'dynamodb:DeleteItem Pets',
  ],
  sequenceLog: [
    'dynamodb:Query Events/index/feed',
    'dynamodb:BatchGetItem Events',
    'dynamodb:Query Log',
    'dynamodb:BatchGetItem Log',
    'dynamodb:PartiQLInsert Log',
    'events:PutEvents Bus',
    'kms:Sign LogKey1',
    'kms:GetPublicKey LogKey1',
    's3:PutObject LogCheckpoints/pets-service-prod/1/*',
    's3:GetObject LogCheckpoints/pets-service-prod/1/*',
    's3:ListBucket LogCheckpoints',
  ],
  LogScheduleRole: ['lambda:InvokeFunction FunctionssequenceLogFunction'],
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

test('one role of the service can remove personal values, none can change or remove an event, and no permission has a wildcard', () => {
  const changes = /(PutItem|UpdateItem|DeleteItem|BatchWriteItem|PartiQLUpdate|PartiQLDelete|\*) Events/;
  expect(allowed.filter((line) => changes.test(line) && !line.startsWith('AppendOnlyBreakGlass '))).toEqual([
    'removePersonalData dynamodb:UpdateItem Events',
  ]);
  // Log deliveries know no resources, and each checkpoint is an object of its own.
  const isWide = (line: string) => line.includes('*') && !/^(RebuildRole logs:|sequenceLog s3:.+\/\*$)/.test(line);
  expect(allowed.filter(isWide)).toEqual([]);
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
        Action: ['BatchWriteItem', 'DeleteItem', 'PartiQLDelete', 'PartiQLUpdate', 'PutItem'].map(
          (action) => `dynamodb:${action}`,
        ),
        Resource: '*',
        Condition: roles('AppendOnlyBreakGlass'),
      },
      {
        Sid: 'OnlyErasuresUpdate',
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: 'dynamodb:UpdateItem',
        Resource: '*',
        Condition: roles('FunctionsremovePersonalDataRole', 'AppendOnlyBreakGlass'),
      },
      {
        Sid: 'PersonalDataAlone',
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: 'dynamodb:UpdateItem',
        Resource: '*',
        Condition: {
          ...roles('AppendOnlyBreakGlass'),
          'ForAnyValue:StringNotEquals': { 'dynamodb:Attributes': ERASABLE },
        },
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

test('or, where the settings say so, people of one permission set of IAM Identity Center', () => {
  const { template: other } = synthesize('prod', {
    settings: { breakGlass: { kind: 'permissionSet', name: 'Keepers' } },
  });
  const [role] = resourcesOf(other, 'AWS::IAM::Role').filter(({ Properties }) => Properties.RoleName);
  const [statement, ...others] = role!.Properties.AssumeRolePolicyDocument.Statement;
  expect([statement.Action, others]).toEqual(['sts:AssumeRole', []]);
  expect(Object.keys(statement.Condition)).toEqual(['ArnLike']);
  /** The patterns, where `?` is one character and `*` any. */
  const patterns = statement.Condition.ArnLike['aws:PrincipalArn'].map((arn: { 'Fn::Join': [string, unknown[]] }) => {
    const text = arn['Fn::Join'][1]
      .map((part) => (typeof part === 'string' ? part : REFERENCES[referenceOf(part)]))
      .join('');
    return new RegExp(`^${text.replaceAll('.', '\\.').replaceAll('?', '.').replaceAll('*', '.*')}$`);
  });
  const matches = (arn: string) => patterns.some((pattern: RegExp) => pattern.test(arn));
  const reserved = 'arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com';
  expect(matches(`${reserved}/AWSReservedSSO_Keepers_1234567890abcdef`)).toBe(true);
  expect(matches(`${reserved}/eu-west-2/AWSReservedSSO_Keepers_1234567890abcdef`)).toBe(true);
  expect(matches(`${reserved}/AWSReservedSSO_Keepers_Helpers_1234567890abcdef`)).toBe(false);
  expect(matches(`${reserved}/AWSReservedSSO_Helpers_1234567890abcdef`)).toBe(false);
  expect(matches('arn:aws:iam::111122223333:role/AWSReservedSSO_Keepers_1234567890abcdef')).toBe(false);
  expect(matches(`${reserved.replace('1111', '4444')}/AWSReservedSSO_Keepers_1234567890abcdef`)).toBe(false);
});

test('the functions know the tables that they may use, and no other', () => {
  for (const name of Object.keys(functions) as FunctionName[]) {
    const { tables } = roleOf(name);
    const used = Object.keys(accessOf(name)).map((target) => target.split('/')[0]);
    expect([name, [...new Set(used)].sort()]).toEqual([name, [...tables].sort()]);
  }
});
