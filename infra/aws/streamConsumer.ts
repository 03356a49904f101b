import { Duration } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  EventSourceMapping,
  FilterCriteria,
  FilterRule,
  type IFunction,
  MetricType,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { failureQueue } from './failureQueue.ts';

interface Props {
  table: TableV2;
  function: IFunction;
  /** The most records that one call gets. */
  batchSize: number;
  /** Whether changed and removed events are delivered as well as new ones. There should be none. */
  seesTampering: boolean;
}

/**
 * A function that gets a table's stream. It is retried until its records are 20 h old, 4 h before the stream loses
 * them; what was given up then is named in the failure queue, by sequence numbers, and repaired from the table.
 *
 * A stream takes two consumers, not more (DynamoDB guide, "Change data capture for DynamoDB Streams").
 */
export class StreamConsumer extends Construct {
  readonly name: string;
  readonly function: IFunction;
  readonly failureQueue: Queue;
  readonly mapping: EventSourceMapping;

  constructor(scope: Construct, id: string, { table, batchSize, seesTampering, ...props }: Props) {
    super(scope, id);
    this.name = id;
    this.function = props.function;
    this.failureQueue = failureQueue(this);
    const streamArn = table.tableStreamArn!;
    const policy = [
      new PolicyStatement({
        actions: [
          'dynamodb:DescribeStream',
          'dynamodb:GetRecords',
          'dynamodb:GetShardIterator',
          'dynamodb:ListStreams',
        ],
        resources: [streamArn],
      }),
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.failureQueue.queueArn] }),
    ];
    for (const statement of policy) this.function.addToRolePolicy(statement);

    this.mapping = new EventSourceMapping(this, 'Mapping', {
      target: this.function,
      eventSourceArn: streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize,
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      maxRecordAge: Duration.hours(20),
      onFailure: { bind: () => ({ destination: this.failureQueue.queueArn }) },
      metricsConfig: { metrics: [MetricType.EVENT_COUNT] },
      ...(!seesTampering && { filters: [FilterCriteria.filter({ eventName: FilterRule.isEqual('INSERT') })] }),
    });
    // Lambda checks the role when it creates the mapping.
    this.mapping.node.addDependency(this.function.role!);
  }
}
