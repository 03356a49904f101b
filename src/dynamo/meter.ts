import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';

/** Adds up the capacity units that requests take. */
export class Meter {
  /** What a request must ask for to be counted. */
  readonly request = { ReturnConsumedCapacity: 'TOTAL' } as const;
  private units = 0;

  count({ ConsumedCapacity }: { ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[] | undefined }): void {
    for (const { CapacityUnits = 0 } of [ConsumedCapacity ?? []].flat()) this.units += CapacityUnits;
  }

  /** The units since the last time. */
  take(): number {
    const { units } = this;
    this.units = 0;
    return units;
  }
}
