import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rebuildHere } from '../../src/cli/rebuildHere.ts';
import { openTarget } from '../../src/cli/target.ts';
import { handleCommand } from '../../src/commands/handleCommand.ts';
import { petDecider } from '../../src/commands/petDecider.ts';
import { shardOf } from '../../src/dynamo/shardOf.ts';
import { translateFaults } from '../../src/dynamo/translateFaults.ts';
import { dynamoEventFeed } from '../../src/eventStore/dynamoEventFeed.ts';
import { dynamoEventStore } from '../../src/eventStore/dynamoEventStore.ts';
import { dynamoLifeIndex } from '../../src/eventStore/dynamoLifeIndex.ts';
import { idsFrom } from '../../src/eventStore/nextEventId.ts';
import { Unavailable } from '../../src/faults/unavailable.ts';
import { onShards } from '../../src/projections/onShards.ts';
import { petsProjection } from '../../src/projections/petRow.ts';
import { rowOf } from '../../src/projections/projection.ts';
import { writeRows } from '../../src/projections/writeRows.ts';
import { livePetsReader } from '../../src/queries/livePets.ts';
import { pastPetsReader } from '../../src/queries/pastPets.ts';
import type { petListPage } from '../../src/queries/petListPage.ts';
import type { ShardNumbers } from '../../src/shardNumbers.ts';
import { petStream } from '../../src/streams/petStream.ts';
import { carryOutAt, type FaultProxy, startFaultProxy } from '../simulation/faultProxy.ts';
import { useEngine } from '../support/engine.ts';
import { METADATA } from '../support/history.ts';

// A stage whose one shard can't take its load gets eight, while callers go on writing and reading.

const engine = useEngine({ stream: false });
let proxy: FaultProxy;
let client: DynamoDBDocumentClient;

/** A shard of `feed` takes so many writes in a window, as a partition takes 1,000 units a second. */
const WINDOW_MS = 100;
const WRITES = 5;
const taken = new Map<string, number>();
let throttled = 0;

beforeAll(async () => {
  proxy = await startFaultProxy();
  proxy.receive((arrival) => {
    const { Statement = '', Parameters = [] } = JSON.parse(arrival.body) as {
      Statement?: string;
      Parameters?: { S?: string }[];
    };
    const attributes = [...Statement.matchAll(/'(\w+)': \?/g)].map(([, name]) => name);
    const shard = Statement.includes('"Events"') ? Parameters[attributes.indexOf('shard')]?.S : undefined;
    const window = `${shard} ${Math.floor(Date.now() / WINDOW_MS)}`;
    taken.set(window, (taken.get(window) ?? 0) + 1);
    if (shard !== undefined && taken.get(window)! > WRITES) {
      throttled++;
      const body = JSON.stringify({
        __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
      });
      arrival.reply({ status: 400, body });
    } else carryOutAt(engine.endpoint, arrival).then(arrival.reply, arrival.cut);
  });
  const one = { maxAttempts: 1, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
  const direct = new DynamoDBClient({ endpoint: proxy.endpoint, ...one });
  translateFaults(direct, 'DynamoDB');
  client = DynamoDBDocumentClient.from(direct, { marshallOptions: { removeUndefinedValues: true } });
});
afterAll(async () => {
  client.destroy();
  await proxy.stop();
});

const acknowledged = new Set<string>();

/** Callers that create pets; those that are throttled come again. */
async function write(pets: number, shards: ShardNumbers): Promise<void> {
  const store = dynamoEventStore(client, 'Events', petStream, shards.at(-1));
  const projection = onShards(petsProjection, shards);
  let left = pets;
  const caller = async () => {
    while (left-- > 0) {
      const streamId = randomUUID();
      const command = { type: 'CreatePet', attributes: { name: 'Fido', type: 'dog' } } as const;
      const request = { streamId, command: () => ({ command }), metadata: METADATA, assumeNew: true };
      for (;;) {
        try {
          const result = await handleCommand(store, petDecider, request);
          if (!result.done) throw new Error('refused');
          await writeRows(engine.client, 'Pets', projection, [rowOf(projection, result.newest)]);
          acknowledged.add(streamId);
          break;
        } catch (error) {
          if (!(error instanceof Unavailable)) throw error;
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      }
    }
  };
  await Promise.all(Array.from({ length: 16 }, caller));
}

async function walk(query: (after: string | undefined) => ReturnType<typeof petListPage>): Promise<string[]> {
  const pets: { place: string; petId: string }[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const page = await query(after);
    pets.push(...page.pets.map(({ pet, place }) => ({ petId: pet.petId, place })));
    after = page.upTo;
  }
  expect(pets.map(({ place }) => place)).toEqual(
    pets
      .map(({ place }) => place)
      .toSorted()
      .toReversed(),
  );
  expect(new Set(pets.map(({ petId }) => petId)).size).toBe(pets.length);
  return pets.map(({ petId }) => petId);
}

const listed = (shards: number, type?: string) =>
  walk((after) =>
    livePetsReader(
      engine.client,
      'Pets',
      shards,
    )({ filters: type ? { type } : {}, after, limit: 20, fits: () => true }),
  );
const listedAsOf = (at: number) => {
  const store = dynamoEventStore(engine.client, 'Events', petStream, 8);
  const read = pastPetsReader(store, dynamoLifeIndex(engine.client, 'Events', petStream, 8));
  return walk((after) => read({ at, filters: {}, after, limit: 20, fits: () => true }));
};

test('one shard that is throttled is raised to eight under load, and no page is wrong', {
  timeout: 120_000,
}, async () => {
  let writing = true;
  const readers = [() => listed(8), () => listed(8, 'dog'), () => listedAsOf(Date.now())].map(async (read) => {
    let walks = 0;
    while (writing) {
      const before = [...acknowledged];
      const found = new Set(await read());
      expect(before.filter((petId) => !found.has(petId))).toEqual([]);
      walks++;
    }
    return walks;
  });
  await write(120, [1]);
  const ofOne = throttled;
  expect(ofOne).toBeGreaterThan(0);
  // Functions of before and of after the deployment run side by side for a while.
  await Promise.all([write(60, [1]), write(200, [1, 8])]);
  throttled = 0;
  await write(120, [1, 8]);
  expect(throttled).toBeLessThan(ofOne);
  writing = false;
  for (const walks of await Promise.all(readers)) expect(walks).toBeGreaterThan(0);

  const feed = dynamoEventFeed(engine.client, 'Events', petStream, 8).feed({
    above: idsFrom(0),
    below: '~',
    count: 100,
  });
  const ids: string[] = [];
  for await (const { streamId } of feed) ids.push(streamId);
  expect(ids.toSorted()).toEqual([...acknowledged].sort());
});

test('a rebuild moves the rows to the new shards, and to fewer ones again; verify finds all in order', async () => {
  const target = async (...shards: number[]) => {
    process.env.SHARDS = shards.join();
    const opened = await openTarget({ endpoint: engine.endpoint, data: '' });
    delete process.env.SHARDS;
    return opened;
  };
  const options = {
    reconcile: false,
    dryRun: false,
    force: false,
    maxWriteUnits: null,
    segments: 8,
    progress: () => {},
  };
  const rebuilt = async (...shards: number[]) => {
    const tasks = await rebuildHere(await target(...shards), options);
    return tasks.reduce((sum, { totals }) => sum + totals.written, 0);
  };
  const all = [...acknowledged].sort();
  // Those that came with eight shards are there already.
  expect(await rebuilt(1, 8)).toBe(180);
  expect(await rebuilt(1, 8)).toBe(0);
  expect((await listed(8)).sort()).toEqual(all);
  expect((await listed(1)).sort()).toEqual(all.filter((petId) => shardOf(petId, 8) === '0'));
  expect(await rebuilt(1, 8, 1)).toBe(all.length);
  expect((await listed(1)).sort()).toEqual(all);
});
