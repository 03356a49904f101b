import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { RebuildRequest } from '../../src/projections/rebuildTask.ts';
import { acknowledge } from './acknowledge.ts';
import { rebuildDefinition } from './rebuildDefinition.ts';
import type { Settings } from './settings.ts';

/** Parts of the tables that the regular check works on at once. */
const RECONCILE_SEGMENTS = 8;

interface Props {
  function: IFunction;
  settings: Pick<Settings, 'reconcile' | 'logDays' | 'tracing'>;
}

/**
 * The state machine that rebuilds the Pets table, on demand (`npm run pets -- rebuild --stage ...`), and on a schedule as
 * a check that repairs the rows that fell behind.
 */
export class PetsRebuild extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, { function: fn, settings }: Props) {
    super(scope, id);
    const { stackName, account } = Stack.of(this);
    const logGroup = new LogGroup(this, 'Logs', {
      // Only log groups of this prefix spare the policy that all of an account's log deliveries share.
      logGroupName: `/aws/vendedlogs/states/${stackName}-rebuild`,
      retention: settings.logDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('states.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
    });
    const statements = [
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [fn.functionArn] }),
      // Step Functions guide, "Logging using CloudWatch Logs": deliveries know no resources.
      new PolicyStatement({
        actions: [
          'logs:CreateLogDelivery',
          'logs:GetLogDelivery',
          'logs:UpdateLogDelivery',
          'logs:DeleteLogDelivery',
          'logs:ListLogDeliveries',
          'logs:PutResourcePolicy',
          'logs:DescribeResourcePolicies',
          'logs:DescribeLogGroups',
        ],
        resources: ['*'],
      }),
      ...(settings.tracing
        ? [new PolicyStatement({ actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], resources: ['*'] })]
        : []),
    ];
    for (const statement of statements) role.addToPolicy(statement);
    acknowledge(role, 'logDelivery');

    this.machine = new StateMachine(this, 'Machine', {
      stateMachineName: `${stackName}-rebuild`,
      definitionBody: DefinitionBody.fromString(Stack.of(this).toJsonString(rebuildDefinition(fn.functionArn))),
      // The construct would add permissions of its own, wider than these.
      role: role.withoutPolicyUpdates(),
      // A task holds petIds: what happened is logged, without the data that it happened to.
      logs: { destination: logGroup, level: LogLevel.ALL, includeExecutionData: false },
      tracingEnabled: settings.tracing,
    });
    this.machine.node.addDependency(role);
    if (!settings.tracing) {
      acknowledge(this.machine, 'noMachineTracing');
      acknowledge(this.machine, 'noMachineTracingServerless');
    }
    if (settings.reconcile !== null) this.schedule(settings.reconcile);
  }

  private schedule(expression: string): void {
    const role = new Role(this, 'ScheduleRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    role.addToPolicy(
      new PolicyStatement({ actions: ['states:StartExecution'], resources: [this.machine.stateMachineArn] }),
    );
    const request: RebuildRequest = {
      segments: RECONCILE_SEGMENTS,
      reconcile: true,
      dryRun: false,
      force: false,
      maxWriteUnits: null,
    };
    const schedule = new CfnSchedule(this, 'Reconcile', {
      description: 'Repairs rows of the Pets table that fell behind their events',
      scheduleExpression: expression,
      flexibleTimeWindow: { mode: 'FLEXIBLE', maximumWindowInMinutes: 15 },
      target: { arn: this.machine.stateMachineArn, roleArn: role.roleArn, input: JSON.stringify(request) },
    });
    schedule.node.addDependency(role);
  }
}
