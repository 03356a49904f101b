import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

export const METRICS_NAMESPACE = 'pets-service';

const metrics = new Metrics({ namespace: METRICS_NAMESPACE, serviceName: 'pets-service' });

/** Counts something that an operator has to know of, as a CloudWatch metric in the embedded metric format. */
export function count(name: 'UndecodableRecords' | 'TamperedEvents', value: number): void {
  if (value === 0) return;
  metrics.addMetric(name, MetricUnit.Count, value);
  metrics.publishStoredMetrics();
}
