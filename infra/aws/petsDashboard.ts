import { Duration, Stack } from 'aws-cdk-lib';
import { AlarmStatusWidget, Dashboard, GraphWidget, type IAlarm, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { PetsMetrics } from './petsMetrics.ts';
import type { PetsTables } from './petsTables.ts';
import type { StreamConsumer } from './streamConsumer.ts';

interface Props {
  metrics: PetsMetrics;
  alarms: IAlarm[];
  tables: PetsTables;
  consumers: readonly StreamConsumer[];
}

/** How the service does, from the request to the bus: alarms, requests, lag, faults, capacity. */
export class PetsDashboard extends Construct {
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, { metrics, alarms, tables, consumers }: Props) {
    super(scope, id);
    const groups = metrics.functionGroups;
    const milliseconds = { label: 'ms', showUnits: false };
    this.dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: Stack.of(this).stackName,
      defaultInterval: Duration.hours(3),
      widgets: [
        [new AlarmStatusWidget({ title: 'Alarms (docs/runbook.md)', alarms, width: 24, height: 3 })],
        [
          graph('Requests', [metrics.apiRequests, metrics.apiRefusals, metrics.apiFaults]),
          graph('Latency', [metrics.apiLatency('p50'), metrics.apiLatency('p99')], milliseconds),
          graph(
            'Calls',
            groups.map((group) => metrics.invocations(group)),
          ),
        ],
        [
          graph(
            'Lag of projection and publication',
            consumers.map((consumer) => metrics.lag(consumer)),
            milliseconds,
          ),
          graph(
            'Given up: waiting in the failure queues',
            consumers.map((consumer) => metrics.failures(consumer)),
          ),
          graph(
            'Given up: lost',
            consumers.map((consumer) => metrics.dropped(consumer)),
          ),
        ],
        [
          graph(
            'Errors',
            groups.map((group) => metrics.errors(group)),
          ),
          graph('Throttles', [...groups.map((group) => metrics.throttles(group)), metrics.tableThrottles]),
          graph('Events', [
            metrics.counted('TamperedEvents'),
            metrics.counted('UndecodableRecords'),
            metrics.counted('RowsRepaired'),
            metrics.counted('RefusedStatements'),
            metrics.counted('LogRefusals'),
            metrics.counted('HeldBackEvents'),
          ]),
        ],
        [
          graph(
            'Write units',
            tables.all.map((table) => metrics.consumedWrites(table)),
          ),
          graph(
            'Read units',
            tables.all.map((table) => metrics.consumedReads(table)),
          ),
        ],
      ],
    });
  }
}

function graph(title: string, left: IMetric[], leftYAxis = {}): GraphWidget {
  return new GraphWidget({ title, left, leftYAxis: { min: 0, ...leftYAxis }, width: 8, height: 6 });
}
