import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Resource, referenceOf, resourcesOf, synthesize } from './synthesize.ts';

const dev = synthesize('dev').template;

/** What an alarm looks at: `<metrics> > <threshold> in <minutes> of <minutes>`. */
function watched({ Properties: alarm }: Resource): string {
  const metrics: Resource['Properties'][] = alarm.Metrics ?? [{ MetricStat: { Metric: alarm, Stat: alarm.Statistic } }];
  const shown = metrics
    .filter(({ MetricStat }) => MetricStat)
    .map(({ MetricStat: { Metric, Stat } }) => `${Stat} of ${Metric.MetricName}`);
  return `${[...new Set(shown)].join(', ')} > ${alarm.Threshold} in ${alarm.DatapointsToAlarm} of ${alarm.EvaluationPeriods}`;
}

test('the alarms watch what callers, consumers and operators would notice', () => {
  const shown = Object.fromEntries(
    resourcesOf(dev, 'AWS::CloudWatch::Alarm').map((alarm) => [
      alarm.Properties.AlarmName.replace('pets-service-dev ', ''),
      watched(alarm),
    ]),
  );
  const ofGroup = (name: string) => ({
    [`Function errors: ${name}`]: 'Sum of Errors > 0 in 1 of 1',
    [`Function throttles: ${name}`]: 'Sum of Throttles > 0 in 3 of 5',
  });
  const ofConsumer = (name: string) => ({
    [`Stream lag: ${name}`]: 'Maximum of IteratorAge > 60000 in 3 of 5',
    [`Failure queue: ${name}`]: 'Maximum of ApproximateNumberOfMessagesVisible > 0 in 1 of 1',
    [`Dropped records: ${name}`]: 'Sum of DroppedEventCount, Sum of DestinationDeliveryFailures > 0 in 1 of 1',
  });
  const ofIndexes = (table: string, ...indexes: string[]) =>
    Object.fromEntries(
      indexes.map((index) => [
        `Index throttles: ${table} ${index}`,
        'Sum of ReadThrottleEvents, Sum of WriteThrottleEvents > 0 in 3 of 5',
      ]),
    );
  expect(shown).toEqual({
    'API faults': 'Sum of 5xx > 4 in 1 of 5',
    'API latency': 'p99 of Latency > 1000 in 10 of 15',
    ...ofGroup('commands'),
    ...ofGroup('queries'),
    ...ofGroup('consumers'),
    ...ofGroup('erasure'),
    ...ofGroup('rebuild'),
    ...ofGroup('log'),
    'Table throttles': 'Sum of ReadThrottleEvents, Sum of WriteThrottleEvents > 0 in 3 of 5',
    ...ofIndexes('Events', 'feed', 'lives'),
    ...ofIndexes('Pets', 'live', 'byOwner', 'byName', 'byStatus', 'byType'),
    ...ofConsumer('Projection'),
    ...ofConsumer('Publication'),
    'Failure queue: Erasure': 'Maximum of ApproximateNumberOfMessagesVisible > 0 in 1 of 1',
    'Late erasures': 'Sum of LateErasures > 0 in 1 of 1',
    'Rebuild failures': 'Sum of ExecutionsFailed, Sum of ExecutionsTimedOut > 0 in 1 of 1',
    'Repaired rows': 'Sum of RowsRepaired > 0 in 1 of 1',
    'Stray rows': 'Sum of StrayRows > 0 in 1 of 1',
    'Tampered events': 'Sum of TamperedEvents > 0 in 1 of 1',
    'Refused log': 'Sum of LogRefusals > 0 in 1 of 1',
    'Held back events': 'Sum of HeldBackEvents > 0 in 1 of 1',
    'Refused statements': 'Sum of RefusedStatements > 0 in 1 of 1',
    'Unreadable records': 'Sum of UndecodableRecords > 0 in 1 of 1',
  });
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
  // That one is a notice of a rule: tableWatch.test.ts.
  named.add('Changed protection');
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
