import { fileURLToPath } from 'node:url';
import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator } from 'aws-cdk-lib/aws-cloudwatch';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { PetsSubscription } from 'pets-service/cdk';

interface WeightChartStackProps extends StackProps {
  /** The ARN of the pets service's bus: an output of its stack. */
  busArn: string;
  /** Where the pets service's API is, and the ARN of its stage: `arn:aws:execute-api:<region>:<account>:<api>/<stage>`. */
  petsUrl: string;
  petsApiArn: string;
}

/** The weight chart: a subscription with a queue, what was given up on and an alarm for it, a function and a table. */
export class WeightChartStack extends Stack {
  constructor(scope: Construct, id: string, { busArn, petsUrl, petsApiArn, ...props }: WeightChartStackProps) {
    super(scope, id, props);
    const timeout = Duration.seconds(30);
    const charts = new TableV2(this, 'Charts', { partitionKey: { name: 'petId', type: AttributeType.STRING } });
    const failures = new Queue(this, 'Failures', { enforceSSL: true, retentionPeriod: Duration.days(14) });
    const queue = new Queue(this, 'Queue', {
      enforceSSL: true,
      visibilityTimeout: Duration.seconds(6 * timeout.toSeconds()),
      deadLetterQueue: { queue: failures, maxReceiveCount: 10 },
    });
    new Alarm(this, 'Failed', {
      metric: failures.metricApproximateNumberOfMessagesVisible(),
      threshold: 0,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
    });
    const addWeights = new NodejsFunction(this, 'AddWeights', {
      entry: fileURLToPath(new URL('handler.ts', import.meta.url)),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      bundling: { format: OutputFormat.ESM, minify: true },
      timeout,
      environment: { CHART_TABLE: charts.tableName, PETS_URL: petsUrl },
    });
    addWeights.addEventSource(new SqsEventSource(queue, { reportBatchItemFailures: true }));
    for (const [actions, resource] of [
      [['dynamodb:GetItem', 'dynamodb:PutItem'], charts.tableArn],
      [['execute-api:Invoke'], `${petsApiArn}/GET/pets/*/history`],
    ] as const) {
      addWeights.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources: [resource] }));
    }
    new PetsSubscription(this, 'Pets', { bus: EventBus.fromEventBusArn(this, 'Bus', busArn), target: { queue } });
  }
}
