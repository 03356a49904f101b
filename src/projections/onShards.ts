import type { RecordedEvent } from '../eventStore/recordedEvent.ts';
import { type ShardNumbers, shardsNow } from '../shardNumbers.ts';
import type { Projection } from './projection.ts';

/**
 * A projection whose rows are spread over today's number of shards. A change of that number makes other rows of the same
 * events, as a change of the code does, and so raises the projection's number: a rebuild then moves the rows.
 */
export const onShards = <R extends RecordedEvent>(projection: Projection<R>, shards: ShardNumbers): Projection<R> => ({
  ...projection,
  number: projection.number + shards.length - 1,
  row: (event) => projection.row(event, shardsNow(shards)),
});
