import { marshall } from '@aws-sdk/util-dynamodb';
import { startEngine } from '../../infra/local/engine.ts';
import { insert } from '../../src/dynamo/insert.ts';
import { toItem } from '../../src/eventStore/fromItem.ts';
import { petStream } from '../../src/streams/petStream.ts';
import { open } from '../peer.ts';
import { eventsOfPet, samplePatch, samplePet } from '../pets.ts';
import { type RawClient, rawClient } from '../rawClient.ts';
import type { ResultTable } from '../report.ts';
import { median, pairedRatio, quantile } from '../statistics.ts';

type Operation = (n: number) => Promise<unknown>;

/** Commands and the point read one at a time, by length of history, beside the same requests over a bare socket. */
export async function commands(quick: boolean): Promise<ResultTable> {
  const rounds = quick ? 3 : 15;
  const repeats = quick ? 30 : 100;
  const rows: ResultTable['rows'] = [];
  for (const history of quick ? [1, 1_000] : [1, 100, 1_000, 10_000]) {
    const engine = await startEngine();
    const peer = await open({ endpoint: engine.endpoint });
    const raw = await rawClient(engine.endpoint);
    const petId = await peer.seed(history);
    const bare = await bareRequests(raw, petId);
    const update: Operation = (n) => peer.update(petId, samplePatch(n));
    const pairs: [string, Operation, Operation][] = [
      [`update, ${history} events`, update, bare.queryAndInsert],
      [`show, ${history} events`, () => peer.show(petId), bare.get],
    ];
    if (history === 1) {
      const doomed: string[] = [];
      for (let n = 0; n < (rounds + 1) * repeats; n++) doomed.push(await peer.create(samplePet(n)));
      pairs.unshift(['create', (n) => peer.create(samplePet(n)), bare.insert]);
      pairs.push(['delete', () => peer.remove(doomed.pop()!), bare.queryAndInsert]);
    }
    for (const [name, ours, floor] of pairs) {
      const [our, least] = await inTurn(rounds, repeats, ours, floor);
      rows.push([name, median(our.all), quantile(our.all, 0.99), pairedRatio(our.medians, least.medians)]);
    }
    raw.close();
    peer.close();
    await engine.stop();
  }
  return {
    title: 'One at a time',
    note: 'A command or a point read, without HTTP, and its ratio to the same requests over a bare socket, taken in turn.',
    columns: ['what', 'p50 ms', 'p99 ms', '÷ bare socket'],
    rows,
  };
}

/** The requests of the commands, their bodies made beforehand; inserts go to pets of their own. */
async function bareRequests(
  raw: RawClient,
  petId: string,
): Promise<Record<'insert' | 'queryAndInsert' | 'get', Operation>> {
  const { Statement, Parameters } = insert('Events', toItem(petStream, eventsOfPet('bare', 2)[1]!));
  const attributes = Parameters.map((value) => marshall({ value }, { removeUndefinedValues: true }).value);
  const place = attributes.findIndex((attribute) => attribute?.S === 'bare');
  let count = 0;
  const insertOne = () => {
    attributes[place] = { S: `bare-${++count}` };
    return raw.call('ExecuteStatement', { Statement, Parameters: attributes });
  };
  const query = {
    TableName: 'Events',
    KeyConditionExpression: 'petId = :petId AND version BETWEEN :from AND :to',
    ExpressionAttributeValues: {
      ':petId': { S: petId },
      ':from': { N: '1' },
      ':to': { N: String(Number.MAX_SAFE_INTEGER) },
    },
    ScanIndexForward: false,
    Limit: 1,
    ConsistentRead: true,
  };
  return {
    insert: insertOne,
    queryAndInsert: async () => {
      await raw.call('Query', query);
      await insertOne();
    },
    get: () => raw.call('GetItem', { TableName: 'Pets', Key: { petId: { S: petId } } }),
  };
}

interface Samples {
  all: number[];
  medians: number[];
}

/** Times two operations round by round, next to one another; the first round warms up and does not count. */
async function inTurn(
  rounds: number,
  repeats: number,
  ...operations: [Operation, Operation]
): Promise<[Samples, Samples]> {
  const samples: [Samples, Samples] = [
    { all: [], medians: [] },
    { all: [], medians: [] },
  ];
  for (let round = 0; round <= rounds; round++) {
    for (const [index, operation] of operations.entries()) {
      const times: number[] = [];
      for (let n = 0; n < repeats; n++) {
        const start = performance.now();
        await operation(round * repeats + n);
        times.push(performance.now() - start);
      }
      if (round === 0) continue;
      samples[index as 0 | 1].all.push(...times);
      samples[index as 0 | 1].medians.push(median(times));
    }
  }
  return samples;
}
