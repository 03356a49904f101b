import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { type CfnRule, type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction, SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type PetsFilter, petsPattern } from '../../src/messages/petsPattern.ts';

export interface PetsSubscriptionProps {
  /** The bus of the pets service; `EventBus.fromEventBusArn` finds it. */
  bus: IEventBus;
  /** Which events to take; all of them without it. */
  filter?: PetsFilter;
  target: { lambda: IFunction } | { queue: IQueue };
  /** How long EventBridge tries to deliver an event: 24 hours without it, which is the longest. */
  maxEventAge?: Duration;
}

/**
 * Subscribes a function or a queue to what happens to pets. What can't be delivered lands in a queue, with an alarm.
 *
 * Events come at least once and in no order: deduplicate on `detail.metadata.eventId`, and apply an event only where its
 * `detail.metadata.version` is newer than what you have of the pet (docs/events.md).
 */
export class PetsSubscription extends Construct {
  readonly rule: Rule;
  /** What EventBridge could not deliver, kept for 14 days. */
  readonly deadLetterQueue: Queue;
  /** Rings while anything is in the dead-letter queue. Give it an action. */
  readonly alarm: Alarm;

  constructor(scope: Construct, id: string, { bus, filter, target, maxEventAge }: PetsSubscriptionProps) {
    super(scope, id);
    this.deadLetterQueue = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    const delivery = {
      deadLetterQueue: this.deadLetterQueue,
      maxEventAge: maxEventAge ?? Duration.hours(24),
      retryAttempts: 185,
    };
    const { source, ...conditions } = petsPattern(filter);
    this.rule = new Rule(this, 'Rule', {
      eventBus: bus,
      description: 'What happened to pets',
      eventPattern: { source: source as string[] },
      targets: [
        'lambda' in target ? new LambdaFunction(target.lambda, delivery) : new SqsQueue(target.queue, delivery),
      ],
    });
    const rule = this.rule.node.defaultChild as CfnRule;
    // Rule itself knows no $or, and no bus of another account: that one needs its ARN.
    rule.eventPattern = { source, ...conditions };
    rule.eventBusName = bus.eventBusArn;

    this.alarm = new Alarm(this, 'Undelivered', {
      alarmDescription: 'Events of the pets service could not be delivered: they are in the dead-letter queue.',
      metric: this.deadLetterQueue.metricApproximateNumberOfMessagesVisible({
        statistic: 'Maximum',
        period: Duration.minutes(1),
      }),
      threshold: 0,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
