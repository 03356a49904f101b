import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { eventPattern } from '../../infra/local/eventPattern.ts';
import { referenceOf, resourcesOf, synthesize } from './synthesize.ts';

const { template } = synthesize('prod');
const rule = resourcesOf(template, 'AWS::Events::Rule').find(({ Properties }) => !Properties.EventBusName);

const ARN = 'arn:aws:dynamodb:eu-central-1:111122223333:table/events';
const ROLE = 'arn:aws:iam::111122223333:role/pets-service-prod-break-glass';
/** What the references in the pattern stand for once it is deployed. */
function deployed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(deployed);
  if (typeof value !== 'object' || value === null) return value;
  if ('Ref' in value || 'Fn::GetAtt' in value) {
    const reference = referenceOf(value);
    expect(reference).toMatch(/^TablesEvents[0-9A-F]{8}(\.Arn)?$|^AppendOnlyBreakGlass[0-9A-F]{8}\.Arn$/);
    if (reference.startsWith('AppendOnly')) return ROLE;
    return reference.endsWith('.Arn') ? ARN : 'events';
  }
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, deployed(inner)]));
}
const isTold = (eventSource: string, eventName: string, requestParameters: object) =>
  eventPattern(deployed(rule!.Properties.EventPattern))({
    source: eventSource.replace(/(.*)\.amazonaws\.com/, 'aws.$1'),
    'detail-type': 'AWS API Call via CloudTrail',
    detail: { eventSource, eventName, requestParameters },
  });
const DYNAMODB = 'dynamodb.amazonaws.com';
const STS = 'sts.amazonaws.com';

test.each<[string, string, string, object]>([
  ['the policy removed', DYNAMODB, 'DeleteResourcePolicy', { resourceArn: ARN }],
  ['the policy replaced', DYNAMODB, 'PutResourcePolicy', { resourceArn: ARN, policy: '{}' }],
  ['deletion protection off', DYNAMODB, 'UpdateTable', { tableName: 'events', deletionProtectionEnabled: false }],
  ['the same, by ARN', DYNAMODB, 'UpdateTable', { tableName: ARN, deletionProtectionEnabled: false }],
  ['the stream off', DYNAMODB, 'UpdateTable', { tableName: 'events', streamSpecification: { streamEnabled: false } }],
  ['the table deleted', DYNAMODB, 'DeleteTable', { tableName: 'events' }],
  ['events that expire', DYNAMODB, 'UpdateTimeToLive', { tableName: 'events', timeToLiveSpecification: {} }],
  ['recovery off', DYNAMODB, 'UpdateContinuousBackups', { tableName: 'events' }],
  ['the break-glass role taken', STS, 'AssumeRole', { roleArn: ROLE, roleSessionName: 'someone' }],
])('%s is told', (_, eventSource, eventName, requestParameters) => {
  expect(isTold(eventSource, eventName, requestParameters)).toBe(true);
});

test.each<[string, string, string, object]>([
  ['the policy of another table', DYNAMODB, 'DeleteResourcePolicy', { resourceArn: `${ARN}-restored` }],
  ['another table deleted', DYNAMODB, 'DeleteTable', { tableName: 'events-restored' }],
  ['deletion protection on', DYNAMODB, 'UpdateTable', { tableName: 'events', deletionProtectionEnabled: true }],
  ['warm throughput', DYNAMODB, 'UpdateTable', { tableName: 'events', warmThroughput: {} }],
  ['another role taken', STS, 'AssumeRole', { roleArn: ROLE.replace('break-glass', 'reader') }],
])('%s is not told', (_, eventSource, eventName, requestParameters) => {
  expect(isTold(eventSource, eventName, requestParameters)).toBe(false);
});

test('calls that CloudTrail takes for reading, as AssumeRole, come too', () => {
  expect(rule!.Properties.State).toBe('ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS');
});

test('the notice goes to the topic of the alarms, says who did what, and names a section of the runbook', () => {
  const [{ Arn, InputTransformer }] = rule!.Properties.Targets;
  expect(referenceOf(Arn)).toMatch(/^AlarmsTopic/);
  expect(Object.values(InputTransformer.InputPathsMap).sort()).toEqual(
    ['errorCode', 'eventName', 'eventTime', 'userIdentity.arn'].map((path) => `$.detail.${path}`),
  );
  const [, section] = /^"pets-service-prod (.+?): /.exec(InputTransformer.InputTemplate)!;
  expect(readFileSync('docs/runbook.md', 'utf8')).toContain(`\n## ${section}\n`);
});

test('this rule alone may publish to the topic, beside the alarms', () => {
  const [policy] = resourcesOf(template, 'AWS::SNS::TopicPolicy');
  const statements: { Effect: string; Principal: object; Condition: object }[] =
    policy!.Properties.PolicyDocument.Statement;
  expect(statements.filter(({ Effect }) => Effect === 'Allow')).toMatchObject([
    { Principal: { Service: 'cloudwatch.amazonaws.com' } },
    {
      Principal: { Service: 'events.amazonaws.com' },
      Condition: {
        ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [expect.stringMatching(/^TableWatchRule/), 'Arn'] } },
      },
    },
  ]);
});
