import { type Stack, Validations } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { expect, test, vi } from 'vitest';
import type { Settings } from '../../infra/aws/settings.ts';
import { routes } from '../../src/routes.ts';
import { type Stage, synthesize } from './synthesize.ts';

// The first validation in a process loads its engine, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const JWT: Settings['auth'] = { kind: 'jwt', issuer: 'https://issuer.example.com/', audience: ['pets'] };

test.for<[Stage, Settings['auth']]>([
  ['dev', { kind: 'iam' }],
  ['dev', { kind: 'none' }],
  ['prod', JWT],
])('%s with auth %o has no finding of the strict validation or of cdk-nag', ([stage, auth]) => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  synthesize(stage, { settings: { auth }, validate: true });
  expect(warn.mock.calls).toEqual(
    auth.kind === 'none' ? [[`The API of ${stage} is open to everyone (auth none).`]] : [],
  );
  warn.mockRestore();
});

test('so has a stage that uses every setting', () => {
  synthesize('prod', {
    validate: true,
    settings: {
      tracing: true,
      breakGlass: { kind: 'permissionSet', name: 'Keepers' },
      alarmEmail: 'operators@example.com',
      subscriberAccounts: ['111111111111', '222222222222'],
      cors: { origins: ['https://example.com'], credentials: true },
      domain: {
        name: 'pets.example.com',
        certificateArn: 'arn:aws:acm:us-east-1:000000000000:certificate/00000000-0000-0000-0000-000000000000',
        hostedZone: { id: 'Z0000000000000000000', name: 'example.com' },
      },
    },
  });
});

test('a finding stops the synthesis', () => {
  const add = (stack: Stack) => new Queue(stack, 'Open');
  expect(() => synthesize('dev', { add })).toThrow(/Open.*AwsSolutions-SQS4/s);
});

test('so does what CloudFormation would only warn of', () => {
  const add = (stack: Stack) =>
    new CfnTable(stack, 'Table', {
      keySchema: [{ attributeName: 'id', keyType: 'HASH' }],
      attributeDefinitions: [{ attributeName: 'id', attributeType: 'S' }],
      billingMode: 'SOMETIMES',
      provisionedThroughput: { readCapacityUnits: 1, writeCapacityUnits: 1 },
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    });
  expect(() => synthesize('dev', { add, validate: true })).toThrow(/BillingMode: 'SOMETIMES' is not one of/);
});

test('these findings are acknowledged, and no other', () => {
  const { stack } = synthesize('prod');
  const acknowledged = stack.node.findAll().flatMap(({ node: { path, metadata } }) =>
    metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.keys(data))
      .map((rule) => `${rule.replace('Annotation::', '')} at ${path.replace('pets-service-prod', '')}/`),
  );
  expect(acknowledged).toEqual([
    'Serverless-LambdaDLQ at /Functions/',
    'Serverless-LambdaTracing at /Functions/',
    expect.stringMatching(
      /^AwsSolutions-IAM5\[Resource::<.+\.Arn>\/pets-service-prod\/1\/\*\] at \/Functions\/sequenceLog\/Role\/$/,
    ),
    ...routes
      .filter(({ scope }) => scope === null)
      .map(({ method, path }) => `AwsSolutions-APIG4 at /Api/${method} ${path.replaceAll('/', '--')}/`),
    'AwsSolutions-APIG4 at /Api/Unmatched/',
    'AwsSolutions-SQS3 at /Projection/Failures/',
    'Serverless-SQSRedrivePolicy at /Projection/Failures/',
    'AwsSolutions-SQS3 at /Publication/Failures/',
    'Serverless-SQSRedrivePolicy at /Publication/Failures/',
    'AwsSolutions-SQS3 at /Erasure/Failures/',
    'Serverless-SQSRedrivePolicy at /Erasure/Failures/',
    'AwsSolutions-S1 at /Log/Checkpoints/',
    'AwsSolutions-IAM5[Resource::*] at /Rebuild/Role/',
    'AwsSolutions-SF2 at /Rebuild/Machine/',
    'Serverless-StepFunctionStateMachineXray at /Rebuild/Machine/',
    'Serverless-EventBusDLQ at /TableWatch/Rule/',
  ]);
});
