import { isDeepStrictEqual } from 'node:util';
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { isLive, petRow } from '../../src/projections/petRow.ts';
import type { RecordedPetEvent } from '../../src/streams/petStream.ts';
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
  { service, target }: Ground,
  count: number,
  seed = 1,
): Promise<ShuffledHistories> {
  const random = new Random(seed);
  const report = { histories: 0, events: 0, deliveries: 0, wrong: 0, returned: 0 };
  const commands = fc.sample(fc.array(petCommand, { minLength: 1, maxLength: 8 }), { numRuns: count * 2, seed });
  const histories = commands
    .map((some, n) => historyOf(`history-${n}`, some))
    .filter(({ length }) => length > 0)
    .slice(0, count);
  for (let first = 0; first < histories.length; first += AT_ONCE) {
    const some = histories.slice(first, first + AT_ONCE);
    const events = some.flat();
    const late = events.filter(() => random.chance(0.2));
    const deliveries = [...random.shuffled([...events, ...events]), ...late];
    while (deliveries.length > 0) {
      const batch = deliveries.splice(0, 1 + random.below(LARGEST_BATCH));
      await service.invoke('projectPets', { Records: batch.map(recordOf) });
      report.deliveries += batch.length;
    }
    report.events += events.length;
    const Keys = some.map((history) => ({ petId: history[0]!.streamId }));
    const { Responses } = await target.client.send(new BatchGetCommand({ RequestItems: { Pets: { Keys } } }));
    const rows = new Map(Responses!.Pets!.map((row) => [row.petId, row]));
    for (const history of some) add(report, history, rows.get(history[0]!.streamId));
  }
  return report;
}

function add(
  report: ShuffledHistories,
  history: readonly RecordedPetEvent[],
  row: Record<string, unknown> | undefined,
) {
  const newest = petRow(history.at(-1)!);
  report.histories++;
  if (!isDeepStrictEqual(asJson(row ?? null), asJson(newest))) report.wrong++;
  if (!isLive(newest) && row && 'pet' in row) report.returned++;
}

const asJson = (value: unknown) => JSON.parse(JSON.stringify(value));
