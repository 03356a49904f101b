import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';

/** The capacity units that a request took, on its tables and their indexes. */
export function unitsOf(consumed: ConsumedCapacity | ConsumedCapacity[] | undefined): number {
  return [consumed ?? []].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
}
