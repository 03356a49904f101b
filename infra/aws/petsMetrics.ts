import { Duration, Stack } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { MetricName } from '../../src/functions.ts';
import { type Table, tables } from '../../src/tables.ts';
import type { StreamConsumer } from './streamConsumer.ts';

/** The CloudWatch namespace of what the functions count themselves. Stages are told apart by the dimension `service`. */
const NAMESPACE = 'pets-service';

/** Tells Powertools where the functions' own metrics belong. */
export function metricsEnvironment(scope: Construct): Record<string, string> {
  return { POWERTOOLS_METRICS_NAMESPACE: NAMESPACE, POWERTOOLS_SERVICE_NAME: Stack.of(scope).stackName };
}

export interface FunctionGroup {
  name: string;
  /** CloudWatch takes ten metrics in one alarm. */
  functions: readonly IFunction[];
}

interface Index {
  table: TableV2;
  index: string;
}

interface Watched {
  api: HttpApi;
  tables: readonly TableV2[];
  functionGroups: readonly FunctionGroup[];
}

const PERIOD = Duration.minutes(1);
const SUM = { statistic: 'Sum', period: PERIOD };
const MAXIMUM = { statistic: 'Maximum', period: PERIOD };

/** What is measured of the service, by the minute: read by the alarms and by the dashboard. */
export class PetsMetrics {
  readonly functionGroups: readonly FunctionGroup[];
  private readonly scope: Construct;
  private readonly api: HttpApi;
  private readonly tables: readonly TableV2[];

  constructor(scope: Construct, { api, tables, functionGroups }: Watched) {
    this.scope = scope;
    this.api = api;
    this.tables = tables;
    this.functionGroups = functionGroups;
  }

  get apiRequests(): IMetric {
    return this.api.metricCount({ ...SUM, label: 'requests' });
  }
  get apiRefusals(): IMetric {
    return this.api.metricClientError({ ...SUM, label: '4xx' });
  }
  get apiFaults(): IMetric {
    return this.api.metricServerError({ ...SUM, label: '5xx' });
  }
  /** Milliseconds from the request to the last byte of the response. */
  apiLatency(statistic: 'p50' | 'p99'): IMetric {
    return this.api.metricLatency({ statistic, period: PERIOD, label: statistic });
  }

  invocations(group: FunctionGroup): IMetric {
    return total(group, (fn) => fn.metricInvocations(SUM));
  }
  /** Calls that threw, timed out or ran out of memory; what a function answers with 5xx is not an error to Lambda. */
  errors(group: FunctionGroup): IMetric {
    return total(group, (fn) => fn.metricErrors(SUM));
  }
  throttles(group: FunctionGroup): IMetric {
    return total(group, (fn) => fn.metricThrottles(SUM));
  }

  /** How long the consumer trails the table: milliseconds. */
  lag({ name, function: fn }: StreamConsumer): IMetric {
    return fn.metric('IteratorAge', { ...MAXIMUM, label: name });
  }
  /** Batches that were given up and wait in the failure queue. */
  failures({ name, failureQueue }: Pick<StreamConsumer, 'name' | 'failureQueue'>): IMetric {
    return failureQueue.metricApproximateNumberOfMessagesVisible({ ...MAXIMUM, label: name });
  }
  /** Records that were given up and did not even reach the failure queue. */
  dropped({ function: fn, mapping, name }: StreamConsumer): IMetric {
    const lost = new Metric({
      namespace: 'AWS/Lambda',
      metricName: 'DroppedEventCount',
      dimensionsMap: { EventSourceMappingUUID: mapping.eventSourceMappingId },
      ...SUM,
    });
    const undelivered = fn.metric('DestinationDeliveryFailures', SUM);
    return sum(name, [lost, undelivered]);
  }
  /** Executions of a state machine that did not come to their end; those that a person stopped are not counted. */
  failedExecutions(machine: StateMachine): IMetric {
    return sum('failed', [machine.metricFailed(SUM), machine.metricTimedOut(SUM)]);
  }
  counted(metricName: MetricName): IMetric {
    const dimensionsMap = { service: Stack.of(this.scope).stackName };
    return new Metric({ namespace: NAMESPACE, metricName, dimensionsMap, ...SUM });
  }

  get tableThrottles(): IMetric {
    return sum(
      'throttled',
      this.tables.flatMap((table) => [
        table.metric('ReadThrottleEvents', SUM),
        table.metric('WriteThrottleEvents', SUM),
      ]),
    );
  }
  /** The indexes of all tables. */
  get indexes(): readonly Index[] {
    return this.tables.flatMap((table) => {
      const { indexes } = Object.values<Table>(tables).find(({ localName }) => localName === table.node.id)!;
      return Object.keys(indexes).map((index) => ({ table, index }));
    });
  }
  /** An index that can't take more holds up its table's writes. */
  indexThrottles({ table, index }: Index): IMetric {
    const dimensionsMap = { TableName: table.tableName, GlobalSecondaryIndexName: index };
    const of = (metricName: string) => new Metric({ namespace: 'AWS/DynamoDB', metricName, dimensionsMap, ...SUM });
    return sum(index, [of('ReadThrottleEvents'), of('WriteThrottleEvents')]);
  }
  consumedReads(table: TableV2): IMetric {
    return table.metricConsumedReadCapacityUnits({ ...SUM, label: `${table.node.id} read` });
  }
  consumedWrites(table: TableV2): IMetric {
    return table.metricConsumedWriteCapacityUnits({ ...SUM, label: `${table.node.id} written` });
  }
}

function total({ name, functions }: FunctionGroup, metricOf: (fn: IFunction) => Metric): IMetric {
  return sum(name, functions.map(metricOf));
}

/** Of metrics that report nothing while nothing happens. The label, a word, tells the sums in one graph apart. */
function sum(label: string, metrics: readonly IMetric[]): IMetric {
  const named = metrics.map((metric, index) => [`${label.toLowerCase()}${index}`, metric] as const);
  return new MathExpression({
    expression: named.map(([name]) => `FILL(${name}, 0)`).join(' + '),
    usingMetrics: Object.fromEntries(named),
    label,
    period: PERIOD,
  });
}
