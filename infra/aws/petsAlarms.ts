import { Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { PetsErasure } from './petsErasure.ts';
import type { PetsMetrics } from './petsMetrics.ts';
import type { Settings } from './settings.ts';
import type { StreamConsumer } from './streamConsumer.ts';

interface Props {
  metrics: PetsMetrics;
  consumers: readonly StreamConsumer[];
  erasure: PetsErasure;
  rebuild: StateMachine;
  settings: Pick<Settings, 'alarmEmail'>;
}

/** What makes an alarm: the greatest value that is well, and how many of the last minutes must be worse. */
interface Limit {
  metric: IMetric;
  above: number;
  /** Minutes over the limit, out of the minutes looked at. */
  for?: readonly [bad: number, outOf: number];
}

/**
 * The alarms, all to one topic. Each is named after its section of docs/runbook.md, where that says what it means and
 * what to do; a metric that reports nothing is well.
 */
export class PetsAlarms extends Construct {
  readonly topic: Topic;
  readonly alarms: Alarm[] = [];

  constructor(scope: Construct, id: string, { metrics, consumers, erasure, rebuild, settings }: Props) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { enforceSSL: true });
    // The policy that enforces SSL takes the place of the default one, under which alarms may publish.
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsOfThisAccount',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    if (settings.alarmEmail !== undefined) {
      this.topic.addSubscription(new EmailSubscription(settings.alarmEmail));
      acknowledge(this.topic, 'emailSubscription');
    }

    this.alarm('API faults', { metric: metrics.apiFaults, above: 4, for: [1, 5] });
    this.alarm('API latency', { metric: metrics.apiLatency('p99'), above: 1000, for: [10, 15] });
    for (const group of metrics.functionGroups) {
      this.alarm(`Function errors: ${group.name}`, { metric: metrics.errors(group), above: 0 });
      this.alarm(`Function throttles: ${group.name}`, { metric: metrics.throttles(group), above: 0, for: [3, 5] });
    }
    this.alarm('Table throttles', { metric: metrics.tableThrottles, above: 0, for: [3, 5] });
    for (const index of metrics.indexes) {
      const name = `${index.table.node.id} ${index.index}`;
      this.alarm(`Index throttles: ${name}`, { metric: metrics.indexThrottles(index), above: 0, for: [3, 5] });
    }
    for (const consumer of consumers) {
      const { name } = consumer;
      this.alarm(`Stream lag: ${name}`, { metric: metrics.lag(consumer), above: 60_000, for: [3, 5] });
      this.alarm(`Failure queue: ${name}`, { metric: metrics.failures(consumer), above: 0 });
      this.alarm(`Dropped records: ${name}`, { metric: metrics.dropped(consumer), above: 0 });
    }
    this.alarm(`Failure queue: ${erasure.name}`, { metric: metrics.failures(erasure), above: 0 });
    this.alarm('Late erasures', { metric: metrics.counted('LateErasures'), above: 0 });
    this.alarm('Rebuild failures', { metric: metrics.failedExecutions(rebuild), above: 0 });
    this.alarm('Repaired rows', { metric: metrics.counted('RowsRepaired'), above: 0 });
    this.alarm('Stray rows', { metric: metrics.counted('StrayRows'), above: 0 });
    this.alarm('Tampered events', { metric: metrics.counted('TamperedEvents'), above: 0 });
    this.alarm('Refused log', { metric: metrics.counted('LogRefusals'), above: 0 });
    this.alarm('Held back events', { metric: metrics.counted('HeldBackEvents'), above: 0 });
    this.alarm('Refused statements', { metric: metrics.counted('RefusedStatements'), above: 0 });
    this.alarm('Unreadable records', { metric: metrics.counted('UndecodableRecords'), above: 0 });
  }

  /** `name` is a section of the runbook, and a colon with what it is about where there are several. */
  private alarm(name: string, { metric, above, for: [bad, outOf] = [1, 1] }: Limit): void {
    const [section] = name.split(':');
    const alarm = new Alarm(this, name, {
      alarmName: `${Stack.of(this).stackName} ${name}`,
      alarmDescription: `See docs/runbook.md, "${section}".`,
      metric,
      threshold: above,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      datapointsToAlarm: bad,
      evaluationPeriods: outOf,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    alarm.addOkAction(new SnsAction(this.topic));
    this.alarms.push(alarm);
  }
}
