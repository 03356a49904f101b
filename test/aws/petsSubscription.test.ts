import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { afterAll, describe, expect, test } from 'vitest';
import { filter } from '../../examples/adoptionBoard/filter.ts';
import { BoardStack } from '../../examples/adoptionBoard/stack.ts';
import { WeightChartStack } from '../../examples/weightChart/stack.ts';
import { PetsSubscription, type PetsSubscriptionProps } from '../../infra/aws/petsSubscription.ts';
import { petsPattern } from '../../src/messages/petsPattern.ts';

const outdir = mkdtempSync(join(tmpdir(), 'pets-cdk-'));
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

const BUS_ARN = 'arn:aws:events:eu-central-1:111122223333:event-bus/pets-service-prod';
type Target = (stack: Stack) => PetsSubscriptionProps['target'];
const toLambda: Target = (stack) => ({
  lambda: new LambdaFunction(stack, 'Consumer', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('export const handler = async () => {};'),
  }),
});
const toQueue: Target = (stack) => ({ queue: new Queue(stack, 'Inbox') });

function subscribed(target: Target, filter?: PetsSubscriptionProps['filter']) {
  const stack = new Stack(new App({ outdir }), 'Team', { env: { account: '444455556666', region: 'eu-central-1' } });
  const bus = EventBus.fromEventBusArn(stack, 'Pets', BUS_ARN);
  const subscription = new PetsSubscription(stack, 'Subscription', {
    bus,
    target: target(stack),
    ...(filter && { filter }),
  });
  const idOf = (resource: 'rule' | 'deadLetterQueue') =>
    stack.getLogicalId(subscription[resource].node.defaultChild as never);
  return { template: Template.fromStack(stack), rule: idOf('rule'), deadLetters: idOf('deadLetterQueue') };
}

describe.each([
  ['function', toLambda],
  ['queue', toQueue],
])('a subscription of a %s', (kind, target) => {
  const filter = { petTypes: ['dog'], changed: ['weightKg'] };
  const { template, rule, deadLetters } = subscribed(target, filter);

  test('has the rule on the bus of the other account, with the whole pattern', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: BUS_ARN,
      EventPattern: petsPattern(filter),
      State: 'ENABLED',
    });
  });

  test('tries for a day, then keeps the event in the dead-letter queue', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      Targets: [
        Match.objectLike({
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [deadLetters, 'Arn'] } },
          RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
        }),
      ],
    });
    template.hasResourceProperties('AWS::SQS::Queue', {
      MessageRetentionPeriod: 1_209_600,
      SqsManagedSseEnabled: true,
    });
  });

  test('lets EventBridge, for this rule alone, write to what it needs', () => {
    const ofRule = { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [rule, 'Arn'] } } };
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      Queues: [{ Ref: deadLetters }],
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sqs:SendMessage',
            Principal: { Service: 'events.amazonaws.com' },
            Condition: ofRule,
          }),
        ]),
      },
    });
    if (kind === 'function') {
      template.hasResourceProperties('AWS::Lambda::Permission', {
        Action: 'lambda:InvokeFunction',
        Principal: 'events.amazonaws.com',
        SourceArn: { 'Fn::GetAtt': [rule, 'Arn'] },
      });
    }
  });

  test('rings when something could not be delivered', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [deadLetters, 'QueueName'] } }],
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
    });
  });
});

test('without a filter a subscription takes every event, and no replay', () => {
  subscribed(toQueue).template.hasResourceProperties('AWS::Events::Rule', { EventPattern: { source: ['pets'] } });
});

test('a filter that EventBridge would refuse fails before a deployment', () => {
  const petIds = Array.from({ length: 200 }, (_, n) => `${n}`.padStart(26, '0'));
  expect(() => subscribed(toQueue, { petIds })).toThrow(
    'The pattern has 5853 characters, and EventBridge takes 2048. Filter by fewer values, or spread them over several rules.',
  );
});

test('no pattern holds a null, which a template can not carry', () => {
  expect(JSON.stringify(petsPattern({ petTypes: ['dog'], changed: ['weightKg'], petIds: ['1'] }))).not.toContain(
    'null',
  );
});

const API_ARN = 'arn:aws:execute-api:eu-central-1:111122223333:abc/$default';
const PLACE = {
  busArn: BUS_ARN,
  petsUrl: 'https://abc.execute-api.eu-central-1.amazonaws.com',
  petsApiArn: API_ARN,
  env: { account: '444455556666', region: 'eu-central-1' },
};

test.each([
  ['adoption board', BoardStack, petsPattern(filter)],
  ['weight chart', WeightChartStack, petsPattern()],
])(
  'the stack of the %s subscribes to what it shows, and may use its own table and read histories',
  (_, Stack, pattern) => {
    const template = Template.fromStack(new Stack(new App({ outdir }), 'Example', PLACE));
    template.hasResourceProperties('AWS::Events::Rule', { EventBusName: BUS_ARN, EventPattern: pattern });
    const statements = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(
      ({ Properties }) => Properties.PolicyDocument.Statement as { Action: string | string[]; Resource: unknown }[],
    );
    const ofService = (name: string) =>
      statements.filter(({ Action }) => [Action].flat().every((action) => action.startsWith(`${name}:`)));
    expect(ofService('dynamodb').concat(ofService('execute-api'))).toEqual([
      {
        Action: ['dynamodb:GetItem', 'dynamodb:PutItem'],
        Effect: 'Allow',
        Resource: { 'Fn::GetAtt': [expect.any(String), 'Arn'] },
      },
      { Action: 'execute-api:Invoke', Effect: 'Allow', Resource: `${API_ARN}/GET/pets/*/history` },
    ]);
    expect(statements).toHaveLength(2 + ofService('sqs').length);
  },
);

test('the stack of the weight chart gives up on a message after ten tries, keeps it, and raises an alarm', () => {
  const template = Template.fromStack(new WeightChartStack(new App({ outdir }), 'Example', PLACE));
  template.hasResourceProperties('AWS::SQS::Queue', { RedrivePolicy: Match.objectLike({ maxReceiveCount: 10 }) });
  template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  });
  // That of the subscription, and that of the queue.
  template.resourceCountIs('AWS::CloudWatch::Alarm', 2);
});
