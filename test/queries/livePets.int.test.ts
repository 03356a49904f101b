import { randomUUID } from 'node:crypto';
import { BatchGetCommand, DeleteCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { PetCommand } from '../../src/domain/decide.ts';
import { PET_STATUSES, type Pet } from '../../src/domain/pet.ts';
import { dynamoDb } from '../../src/dynamo/dynamoDb.ts';
import { onShards } from '../../src/projections/onShards.ts';
import { petIn, petRow, petsProjection } from '../../src/projections/petRow.ts';
import { type Row, rowOf } from '../../src/projections/projection.ts';
import { writeRows } from '../../src/projections/writeRows.ts';
import { livePetsReader } from '../../src/queries/livePets.ts';
import type { PetFilters } from '../../src/queries/petFilters.ts';
import type { ShardNumbers } from '../../src/shardNumbers.ts';
import type { RecordedPetEvent } from '../../src/streams/petStream.ts';
import { useEngine } from '../support/engine.ts';
import { eventsOf, historyOf } from '../support/history.ts';
import { putItems } from '../support/items.ts';
import { type Meter, startMeter } from '../support/meteredEngine.ts';

const engine = useEngine({ stream: false });
let meter: Meter;
beforeAll(async () => {
  meter = await startMeter(engine.endpoint);
  return () => meter.stop();
});
const START = 1_700_000_000_000;
const CREATION: PetCommand = { type: 'CreatePet', attributes: { name: 'Fido', type: 'dog' } };

interface Asked {
  filters?: PetFilters;
  after?: string;
  limit?: number;
  shards?: number;
}

/** The pages of a list from a place on, to its end. */
async function pages({ filters = {}, after, limit = 10, shards = 1 }: Asked): Promise<Pet[][]> {
  const read = livePetsReader(engine.client, 'Pets', shards);
  const all: Pet[][] = [];
  for (let place: string | null | undefined = after; place !== null; ) {
    const page = await read({ filters, after: place, limit, fits: () => true });
    expect(page.pets.length).toBeLessThanOrEqual(limit);
    expect(page.partial).toBe(page.upTo !== null && page.pets.length < limit);
    if (place !== undefined && page.upTo !== null) expect(page.upTo < place).toBe(true);
    all.push(page.pets.map(({ pet }) => pet));
    place = page.upTo;
  }
  return all;
}
const petIds = async (asked: Asked) => (await pages(asked)).flat().map(({ petId }) => petId);

/** The rules of docs/http.md, in other words than the service's. */
const plain = (text: string) =>
  text
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '');
const isAskedFor = (pet: Pet, { type, status, ownerId, name }: PetFilters) =>
  (type ?? pet.type).toLowerCase() === pet.type.toLowerCase() &&
  (status ?? pet.status) === pet.status &&
  (ownerId ?? pet.ownerId) === pet.ownerId &&
  plain(pet.name).startsWith(plain(name ?? ''));

const NAMES = ['Fido', 'Fifi', 'fídel', 'FIDO', 'F', 'é', 'Éclair', 'Rex', 'Re', 'rémy', 'Żaba', '1', '#1'];
const attributes = fc.record(
  {
    name: fc.constantFrom(...NAMES),
    type: fc.constantFrom('dog', 'cat', 'dog#0', 'Dog'),
    status: fc.constantFrom(...PET_STATUSES),
    ownerId: fc.constantFrom('ann', 'bob', 'ann#0', '', 'o'.repeat(300)),
    notes: fc.constantFrom('', 'n'.repeat(5_000)),
  },
  { requiredKeys: ['name', 'type'] },
);
const filters = fc.record(
  {
    name: fc.constantFrom('f', 'fi', 'FÍD', 'fido', 'r', 'ré', 'e', '1', '#', 'zab', 'x'),
    type: fc.constantFrom('dog', 'CAT', 'dog#0', 'fish'),
    status: fc.constantFrom(...PET_STATUSES),
    ownerId: fc.constantFrom('ann', 'bob', 'ann#0', 'carl'),
  },
  { requiredKeys: [] },
);
const lives = fc.array(
  fc.record({
    created: attributes,
    changed: fc.option(attributes, { nil: undefined }),
    end: fc.constantFrom('lives', 'lives', 'deleted', 'again'),
  }),
  { minLength: 1, maxLength: 40 },
);

let time = START;
function historiesOf(many: readonly { created: object; changed?: object | undefined; end: string }[]) {
  return many.map(({ created, changed, end }) => {
    const create: PetCommand = { type: 'CreatePet', attributes: created as { name: string; type: string } };
    const commands: PetCommand[] = [
      create,
      ...(changed ? [{ type: 'UpdatePet', patch: changed } as PetCommand] : []),
      ...(end === 'lives' ? [] : [{ type: 'DeletePet' } as PetCommand]),
      ...(end === 'again' ? [create] : []),
    ];
    return eventsOf(
      randomUUID(),
      commands.map((command) => ({ command, now: time++ })),
    );
  });
}
const write = (events: readonly RecordedPetEvent[], shards: ShardNumbers) => {
  const projection = onShards(petsProjection, shards);
  return writeRows(
    dynamoDb(),
    'Pets',
    projection,
    events.map((event) => rowOf(projection, event)),
  );
};

describe('filters, against a model', () => {
  test.each<[string, ShardNumbers[], number]>([
    ['on one shard', [[1]], 1],
    ['on rows of one shard and of eight', [[1], [1, 8]], 8],
  ])('%s: alone and together, page by page, newest first', { timeout: 240_000 }, async (_, numbers, shards) => {
    await fc.assert(
      fc.asyncProperty(
        lives,
        fc.array(filters, { minLength: 5, maxLength: 5 }),
        fc.integer({ min: 1, max: 12 }),
        async (many, asked, limit) => {
          const before = time++;
          const histories = historiesOf(many);
          for (const [index, history] of histories.entries()) {
            // Each event of its own, so that rows move within the indexes.
            for (const event of history) await write([event], numbers[index % numbers.length]!);
          }
          const newest = histories
            .map((history) => petRow(history.at(-1)!))
            .flatMap((row) => ('pet' in row ? [row] : []))
            .sort((a, b) => (a.createdEventId > b.createdEventId ? -1 : 1));
          for (const one of [{}, ...asked]) {
            const found = (await pages({ filters: one, limit, shards })).flat();
            const own = found.filter(({ createdAt }) => Date.parse(createdAt) > before);
            expect(own).toEqual(newest.map((row) => petIn(row)!).filter((pet) => isAskedFor(pet, one)));
          }
        },
      ),
      { numRuns: Number(process.env.RUNS ?? 8) },
    );
  });
});

test('every combination of filters leaves out what each of them does', async () => {
  const both = [0, 1];
  const made = both.flatMap((type) =>
    both.flatMap((status) =>
      both.flatMap((owner) =>
        both.map((name) => ({
          type: ['each-dog', 'each-cat'][type]!,
          status: PET_STATUSES[status]!,
          ownerId: ['each-ann', 'each-bob'][owner]!,
          name: ['Each-Fido', 'Each-Rex'][name]!,
        })),
      ),
    ),
  );
  const events = made.map(
    (attributes) => eventsOf(randomUUID(), [{ command: { type: 'CreatePet', attributes }, now: time++ }])[0]!,
  );
  await write(events, [1]);
  const own = new Map(events.map(({ streamId }, index) => [streamId, made[index]!]));
  const wanted = made[0]!;
  for (let chosen = 0; chosen < 16; chosen++) {
    const names = (['type', 'status', 'ownerId', 'name'] as const).filter((_, bit) => chosen & (1 << bit));
    const one: PetFilters = Object.fromEntries(names.map((name) => [name, wanted[name]]));
    const found = (await petIds({ filters: one, limit: 100 })).filter((petId) => own.has(petId));
    const matching = [...own].filter(([, pet]) => names.every((name) => pet[name] === wanted[name]));
    expect(found.toSorted(), JSON.stringify(one)).toEqual(matching.map(([petId]) => petId).toSorted());
  }
});

describe('of a thousand pets', () => {
  const TYPES = ['cat', 'cat', 'dog'];
  const events = Array.from({ length: 1_500 }, (_, n) => {
    const pet = {
      name: n === 3 ? 'Zoë' : 'Bella',
      type: `many-${TYPES[n % 3]}`,
      status: n < 5 ? 'pending' : 'available',
      ownerId: `many-${n % 250}`,
    };
    return historyOf(`many-${n}`, [{ type: 'CreatePet', attributes: pet }], START + 1e9 + n)[0]!;
  });
  beforeAll(() => putItems(engine.client, 'Pets', events.map(petRow)));

  const metered = async (filters: PetFilters, limit: number, after?: string) => {
    process.env.AWS_ENDPOINT_URL_DYNAMODB = meter.endpoint;
    const read = livePetsReader(dynamoDb(), 'Pets');
    // The first page finds out how large pets are, with one more request.
    await read({ filters: {}, limit: 1, fits: () => true });
    meter.take();
    const page = await read({ filters, after, limit, fits: () => true });
    return { ...page, calls: meter.take() };
  };

  test.each<[string, PetFilters, number, string[]]>([
    ['all', {}, 25, ['Query']],
    ['all', {}, 100, ['Query']],
    ['one type', { type: 'many-cat' }, 25, ['Query', 'BatchGetItem']],
    ['one type', { type: 'many-cat' }, 100, ['Query', 'BatchGetItem']],
    ['one owner', { ownerId: 'many-7' }, 25, ['Query', 'BatchGetItem']],
    ['a name', { name: 'Bell' }, 100, ['Query', 'BatchGetItem']],
    ['one status and type', { status: 'available', type: 'many-cat' }, 25, ['Query', 'BatchGetItem']],
  ])('a page of %s takes at most two requests (%o, %i)', async (_, filters, limit, operations) => {
    const { calls, pets } = await metered(filters, limit);
    expect(calls.map(({ operation }) => operation)).toEqual(operations);
    expect(pets.length).toBe(filters.ownerId ? 6 : limit);
  });

  test('a page looks at so many pets and no more, and the next ones find the rest', async () => {
    for (const filters of [{ name: 'Z' }, { status: 'available', type: 'many-fish' }] as const) {
      const { pets, partial, calls } = await metered(filters, 25);
      expect([pets, partial]).toEqual([[], true]);
      expect(calls.length).toBeLessThanOrEqual(7);
    }
    expect(await petIds({ filters: { name: 'Z' } })).toContain('many-3');
    expect(await petIds({ filters: { status: 'available', type: 'many-fish' } })).toEqual([]);
  });

  test('a list goes on behind a pet, and does not have it again', async () => {
    const newestFirst = events.map(({ streamId }) => streamId).reverse();
    expect((await petIds({ after: events[10]!.eventId, limit: 100 })).slice(0, 10)).toEqual(newestFirst.slice(-10));
  });
});

test('of large pets few are read at once, and no more than the page has room for', async () => {
  const rows = Array.from({ length: 12 }, (_, n) => {
    const attributes = { name: 'Large', type: 'large', notes: 'n'.repeat(50_000) };
    return petRow(historyOf(`large-${n}`, [{ type: 'CreatePet', attributes }], START + 2e9 + n)[0]!) as unknown as Row;
  });
  await putItems(engine.client, 'Pets', rows);
  process.env.AWS_ENDPOINT_URL_DYNAMODB = meter.endpoint;
  for (const filters of [{}, { type: 'large' }]) {
    let room = 3;
    meter.take();
    const { pets } = await livePetsReader(dynamoDb(), 'Pets')({ filters, limit: 12, fits: () => room-- > 0 });
    expect(pets).toHaveLength(3);
    expect(meter.take().reduce((sum, { items }) => sum + items, 0)).toBeLessThanOrEqual(13 + 8);
  }
});

test('a pet that changes between the index and its row is listed as it is, or left out', async () => {
  const type = `moving-${randomUUID()}`;
  const create = { type: 'CreatePet', attributes: { name: 'Rex', type } } as const;
  const listedWhile = async (commands: readonly PetCommand[]) => {
    const history = historyOf(randomUUID(), [create, ...commands], time++);
    await write(history.slice(0, 1), [1]);
    const racing = new Proxy(engine.client, {
      get(target, property) {
        if (property !== 'send') return Reflect.get(target, property);
        return async (command: object) => {
          if (command instanceof BatchGetCommand) await write(history.slice(-1), [1]);
          return target.send(command as BatchGetCommand);
        };
      },
    });
    const { pets } = await livePetsReader(racing, 'Pets')({ filters: { type }, limit: 10, fits: () => true });
    return pets.filter(({ pet }) => pet.petId === history[0]!.streamId).map(({ pet }) => pet.version);
  };
  expect(await listedWhile([{ type: 'UpdatePet', patch: { name: 'Max' } }])).toEqual([2]);
  expect(await listedWhile([{ type: 'UpdatePet', patch: { type: 'cat' } }])).toEqual([]);
  expect(await listedWhile([{ type: 'DeletePet' }])).toEqual([]);
  // It has another place in the list by now, which is before this page.
  expect(await listedWhile([{ type: 'DeletePet' }, create])).toEqual([]);
});

test('a row that someone wrote another text into is left out, and the others are there', async () => {
  const [good, bad] = [historyOf(randomUUID(), [CREATION]), historyOf(randomUUID(), [CREATION])];
  const rows = [petRow(good[0]!), { ...petRow(bad[0]!), pet: '{oops' }];
  await putItems(engine.client, 'Pets', rows);
  const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
  for (const filters of [{}, { name: 'Fi' }, { type: 'dog' }]) {
    const found = await petIds({ filters });
    expect([found.includes(good[0]!.streamId), found.includes(bad[0]!.streamId)]).toEqual([true, false]);
  }
  expect(logged).toHaveBeenCalled();
  await engine.client.send(new DeleteCommand({ TableName: 'Pets', Key: { petId: bad[0]!.streamId } }));
});
