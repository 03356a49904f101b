import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { MetricName } from '../functions.ts';

/**
 * Counts something that an operator has to know of, as a CloudWatch metric in the embedded metric format. Namespace and
 * service come from the environment (POWERTOOLS_METRICS_NAMESPACE, POWERTOOLS_SERVICE_NAME).
 */
export function count(name: MetricName, value: number): void {
  if (value === 0) return;
  const metrics = new Metrics();
  metrics.addMetric(name, MetricUnit.Count, value);
  metrics.publishStoredMetrics();
}
