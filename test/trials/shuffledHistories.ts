import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import fc from 'fast-check';
import type { StoredItem } from '../judge/history.ts';
import { eventOfItem } from '../judge/petEvent.ts';
import { statesOf } from '../judge/petState.ts';
import { wrongInRow } from '../judge/row.ts';
import { Random } from '../simulation/random.ts';
import { petCommand } from '../support/arbitraries.ts';
import { historyOf } from '../support/history.ts';
import { recordOf } from '../support/streamRecords.ts';
import type { Ground } from './ground.ts';

export interface ShuffledHistories {
  histories: number;
  events: number;
  deliveries: number;
  /** Pets whose row is not that of their newest event. */
  wrong: number;
  /** Deleted pets that have a live row. */
  returned: number;
}

/** Histories that are delivered together. */
const AT_ONCE = 100;
const LARGEST_BATCH = 300;

/** Delivers every event of random histories twice, in any order across versions and pets, and then some old ones again. */
export async function shuffledHistories(
  { service, client }: Ground,
  count: number,
  seed = 1,
): Promise<ShuffledHistories> {
  const random = new Random(seed);
  const report = { histories: 0, events: 0, deliveries: 0, wrong: 0, returned: 0 };
  const commands = fc.sample(fc.array(petCommand, { minLength: 1, maxLength: 8 }), { numRuns: count * 2, seed });
  const histories = commands
    .map((some, n) => historyOf(`history-${n}`, some).map(recordOf))
    .filter(({ length }) => length > 0)
    .slice(0, count);
  for (let first = 0; first < histories.length; first += AT_ONCE) {
    const some = histories.slice(first, first + AT_ONCE);
    const records = some.flat();
    const late = records.filter(() => random.chance(0.2));
    const deliveries = [...random.shuffled([...records, ...records]), ...late];
    while (deliveries.length > 0) {
      const batch = deliveries.splice(0, 1 + random.below(LARGEST_BATCH));
      await service.invoke('projectPets', { Records: batch });
      report.deliveries += batch.length;
    }
    report.events += records.length;
    const stored = some.map((history) => history.map(itemOf));
    const Keys = stored.map(([first]) => ({ petId: first!.petId }));
    const { Responses } = await client.send(new BatchGetCommand({ RequestItems: { Pets: { Keys } } }));
    const rows = new Map(Responses!.Pets!.map((row) => [row.petId, row]));
    for (const items of stored) add(report, items, rows.get(items[0]!.petId));
  }
  return report;
}

const itemOf = ({ dynamodb }: DynamoDBRecord): StoredItem =>
  unmarshall(dynamodb!.NewImage as Record<string, AttributeValue>);

function add(report: ShuffledHistories, items: readonly StoredItem[], row: Record<string, unknown> | undefined) {
  const events = items.map(eventOfItem);
  const newest = statesOf(events).at(-1)!;
  report.histories++;
  if (wrongInRow(row, events.at(-1)!, newest, items[0]!.shard).length > 0) report.wrong++;
  if (newest.pet === null && row && 'pet' in row) report.returned++;
}
