import { Duration, Stack } from 'aws-cdk-lib';
import { type EventBus, type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { EventInvokeConfig, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { petsPattern } from '../../src/messages/petsPattern.ts';
import { failureQueue } from './failureQueue.ts';
import type { Settings } from './settings.ts';

interface Props {
  function: LambdaFunction;
  bus: EventBus;
  settings: Pick<Settings, 'reconcile'>;
}

/**
 * Has the function called that removes erased values: by the message of each erasure, and by a daily check of those of two
 * days. The stream has two consumers already, as many as it takes. A call that fails three times goes to the failure
 * queue; the daily check does its work.
 */
export class PetsErasure extends Construct {
  readonly name = 'Erasure';
  readonly failureQueue: Queue;

  constructor(scope: Construct, id: string, { function: fn, bus, settings }: Props) {
    super(scope, id);
    this.failureQueue = failureQueue(this);
    const { queueArn } = this.failureQueue;
    fn.addToRolePolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queueArn] }));
    new EventInvokeConfig(this, 'Retries', {
      function: fn,
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
      onFailure: { bind: () => ({ destination: queueArn }) },
    }).node.addDependency(fn.role!);

    const { source, 'detail-type': detailType } = petsPattern({ events: ['PersonalDataErased'] }) as Record<
      string,
      string[]
    >;
    const rule = new Rule(this, 'Rule', {
      eventBus: bus,
      description: 'Erasures of personal data, to be carried out',
      eventPattern: { source, detailType } as EventPattern,
      targets: [{ bind: () => ({ arn: fn.functionArn, deadLetterConfig: { arn: queueArn } }) }],
    });
    this.failureQueue.addToResourcePolicy(
      new PolicyStatement({
        sid: 'UndeliveredErasures',
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': rule.ruleArn } },
      }),
    );
    fn.addPermission('Erasures', {
      principal: new ServicePrincipal('events.amazonaws.com'),
      sourceArn: rule.ruleArn,
    });
    if (settings.reconcile !== null) this.schedule(fn, settings.reconcile);
  }

  private schedule(fn: LambdaFunction, expression: string): void {
    const role = new Role(this, 'ScheduleRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [fn.functionArn] }));
    const schedule = new CfnSchedule(this, 'Check', {
      description: 'Finishes erasures of personal data that were interrupted',
      scheduleExpression: expression,
      flexibleTimeWindow: { mode: 'FLEXIBLE', maximumWindowInMinutes: 15 },
      target: { arn: fn.functionArn, roleArn: role.roleArn, input: '{}' },
    });
    schedule.node.addDependency(role);
  }
}
