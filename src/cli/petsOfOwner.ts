import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { InvalidArgumentError } from 'commander';
import { readable } from '../eventStore/readable.ts';
import { petStream } from '../streams/petStream.ts';
import type { Target } from './target.ts';

/** DynamoDB's page of 1 MB is ten times that in memory, in each segment. */
const PAGE = 500;

/** Reads an option that names an owner. An empty one, as of a variable that is not set, would pass for one without pets. */
export function ownerOption(text: string): string {
  if (text === '') throw new InvalidArgumentError('It must not be empty.');
  return text;
}

/** The pets that have or had an owner, deleted ones too, by their ids. Reads every event, in segments at once. */
export async function petsOfOwner(
  { client, eventsTable }: Pick<Target, 'client' | 'eventsTable'>,
  ownerId: string,
  segments: number,
  progress: (events: number) => void,
): Promise<string[]> {
  const found = new Set<string>();
  let events = 0;
  const scanSegment = async (Segment: number) => {
    const scan = { TableName: eventsTable, ConsistentRead: true, Segment, TotalSegments: segments };
    for await (const { Items = [] } of paginateScan({ client, pageSize: PAGE }, scan)) {
      for (const item of Items) {
        const { event } = readable(petStream, item) as {
          event?: { streamId: string; state: { ownerId?: unknown } | null };
        };
        if (event?.state?.ownerId === ownerId) found.add(event.streamId);
      }
      events += Items.length;
      progress(events);
    }
  };
  await Promise.all(Array.from({ length: segments }, (_, segment) => scanSegment(segment)));
  return [...found].sort();
}
