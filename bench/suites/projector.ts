import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda';
import { createTables } from '../../infra/local/createTables.ts';
import { startEngine } from '../../infra/local/engine.ts';
import type { Invoke } from '../../infra/local/invoking.ts';
import { loadFunction } from '../../infra/local/loadFunction.ts';
import { setEnvironment } from '../../infra/local/setEnvironment.ts';
import { fromItem, toItem } from '../../src/eventStore/fromItem.ts';
import { petRow } from '../../src/projections/petRow.ts';
import { petStream } from '../../src/streams/petStream.ts';
import { eventsOfPet } from '../pets.ts';
import type { ResultTable } from '../report.ts';
import { median, pairedRatio } from '../statistics.ts';

const BATCH = 1_000;

/** The projector on batches of 1,000 records, beside one that writes record by record under the same condition. */
export async function projector(quick: boolean): Promise<ResultTable> {
  const rounds = quick ? 2 : 7;
  const rows: ResultTable['rows'] = [];
  const engine = await startEngine();
  setEnvironment(engine.endpoint, true);
  await createTables(new DynamoDBClient(), { streams: false });
  const ours = await loadFunction('projectPets');
  const simple = recordByRecord(DynamoDBDocumentClient.from(new DynamoDBClient()));
  const loads: [string, number, (pet: string) => DynamoDBRecord[]][] = [
    ['1,000 new pets', BATCH, (pet) => recordsOf(pet, 1)],
    ['1,000 pets that are there', BATCH, (pet) => recordsOf(pet, 2)],
    ['50 hot pets, 20 events each', 50, (pet) => recordsOf(pet, 20)],
  ];
  for (const [name, pets, recordsOfPet] of loads) {
    const [our, naive]: [number[], number[]] = [[], []];
    for (let round = 0; round <= rounds; round++) {
      for (const [project, times, who] of [
        [ours, our, 'a'],
        [simple, naive, 'b'],
      ] as [Invoke, number[], string][]) {
        const histories = Array.from({ length: pets }, (_, n) => recordsOfPet(`${name}-${who}-${round}-${n}`));
        if (name.includes('there')) await project({ Records: histories.map((history) => history.shift()) });
        const records = histories.flat();
        const start = performance.now();
        const answer = await project({ Records: records });
        if (round > 0) times.push((BATCH / (performance.now() - start)) * 1000);
        expectAllProjected(answer);
      }
    }
    rows.push([name, median(our), median(naive), pairedRatio(our, naive)]);
  }
  await engine.stop();
  return {
    title: 'Projector',
    note: `Records a second in batches of ${BATCH}, beside a projector that writes record by record under the same condition, taken in turn.`,
    columns: ['load', 'ours', 'record by record', 'ratio'],
    rows,
  };
}

/** The simple one answers nothing, and throws where it fails. */
function expectAllProjected(answer: unknown): void {
  const { batchItemFailures = [] } = (answer ?? {}) as Partial<DynamoDBBatchResponse>;
  if (batchItemFailures.length > 0) throw new Error('The projector did not write all rows.');
}

let sequence = 0;
const recordsOf = (petId: string, count: number): DynamoDBRecord[] =>
  eventsOfPet(petId, count).map(
    (event) =>
      ({
        eventName: 'INSERT',
        dynamodb: {
          SequenceNumber: String(++sequence),
          Keys: { petId: { S: petId } },
          NewImage: marshall(toItem(petStream, event), { removeUndefinedValues: true }),
        },
      }) as DynamoDBRecord,
  );

/** What is usually written: one conditional put for each record, one after the other. */
function recordByRecord(client: DynamoDBDocumentClient): Invoke {
  return async (event) => {
    for (const { dynamodb } of (event as { Records: DynamoDBRecord[] }).Records) {
      const row = petRow(fromItem(petStream, unmarshall(dynamodb!.NewImage as never)));
      await client.send(
        new PutCommand({
          TableName: 'Pets',
          Item: row,
          ConditionExpression: 'attribute_not_exists(petId) OR version < :version',
          ExpressionAttributeValues: { ':version': row.version },
        }),
      );
    }
  };
}
