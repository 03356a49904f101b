import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { foldedName } from '../domain/foldedName.ts';
import { batchGet } from '../dynamo/batchGet.ts';
import { mergedShards, type ShardReader } from '../dynamo/mergedShards.ts';
import { readPace, unhurried } from '../dynamo/readPace.ts';
import { shardNames } from '../dynamo/shardOf.ts';
import {
  firstLetters,
  foldedType,
  isLive,
  keyIn,
  type LivePetRow,
  NAME_LETTERS,
  type PetRow,
  petIn,
} from '../projections/petRow.ts';
import { type Index, tables } from '../tables.ts';
import { meets, type PetFilters } from './petFilters.ts';
import { type ListedPet, type PetListPage, type PetListQuery, petListPage } from './petListPage.ts';

/** Sorts behind every ULID. */
const BEFORE_ALL = '~';
/** How many entries of an index a page looks at. */
const MOST_LOOKED_AT = 1_000;
/** How many entries are read at once where some are left out. */
const FILTERED_AT_ONCE = 250;
/** Of rows that were read, a few more than the page has room for do no harm. */
const READ_ROWS_AT_ONCE = 10;
/** BatchGetItem takes as many keys. */
const ROWS_AT_ONCE = 100;

/** A page of the pets that live, newest first. */
export type LivePets = (query: PetListQuery) => Promise<PetListPage>;

/** An entry of an index that was looked at; of one without petId, and of the others it stands for, no more is known. */
interface Entry {
  place: string;
  looked: number;
  petId?: string;
  large?: boolean;
  /** The row, where the index holds whole ones. */
  row?: LivePetRow;
}

/** An index that has all pets of a list, and of what it leaves out of its own accord. */
interface Way {
  indexName: keyof typeof tables.pets.indexes;
  keyOf(shard: string): string;
  conditions: Condition[];
}
interface Condition {
  expression: string;
  values(shard: string): Record<string, string>;
}

/** Reads the pets that live from the indexes of a table laid out as `tables.pets`, with rows in so many shards. */
export function livePetsReader(client: DynamoDBDocumentClient, table: string, shards = 1): LivePets {
  // Pages that follow one another are about equally large: only the first has to find out.
  const pace = readPace();
  return (query) => {
    const { filters, after = BEFORE_ALL, limit } = query;
    const way = wayTo(filters);
    const holdsRows = way.indexName === 'live';
    const entries = mergedShards(
      shardNames(shards).map((shard) => shardReader(client, table, way, shard, after)),
      way.conditions.length > 0 ? Math.max(FILTERED_AT_ONCE, limit + 1) : limit + 1,
      (a, b) => a.place > b.place,
      holdsRows ? pace : unhurried,
    );
    const rowsAt = holdsRows ? async (some: readonly Entry[]) => some.map(({ row }) => row) : rowsBehind(client, table);
    const bounds = { mostLookedAt: MOST_LOOKED_AT, atOnce: holdsRows ? READ_ROWS_AT_ONCE : ROWS_AT_ONCE };
    return petListPage(entries, query, bounds, async (some) => (await rowsAt(some)).flatMap(listed(filters)));
  };
}

const listed =
  (filters: PetFilters) =>
  (row: PetRow | undefined): ListedPet[] => {
    if (!row || !isLive(row)) return [];
    const pet = petIn(row);
    if (!pet) {
      // It must not end everybody's list.
      console.error({ message: 'a row cannot be read', createdEventId: row.createdEventId });
      return [];
    }
    return meets(filters, pet) ? [{ pet, place: row.createdEventId }] : [];
  };

/**
 * The index that most likely has the fewest other pets: an owner has few, letters are many, and of statuses there are four.
 * What else is asked for, the index leaves out as far as it holds it; of the rest, the rows tell.
 */
function wayTo({ ownerId, name, status, type }: PetFilters): Way {
  const folded = name === undefined ? '' : foldedName(name);
  const letters = [...folded].length;
  const [indexName, value] =
    ownerId !== undefined
      ? (['byOwner', ownerId] as const)
      : letters >= NAME_LETTERS
        ? (['byName', firstLetters(folded)] as const)
        : status !== undefined
          ? (['byStatus', status] as const)
          : type !== undefined
            ? (['byType', foldedType(type)] as const)
            : (['live', null] as const);

  const { holds }: Index = tables.pets.indexes[indexName];
  const isHeld = (attribute: string) => holds === undefined || holds.includes(attribute);
  const conditions: Condition[] = [];
  if (type !== undefined && isHeld('typeShard'))
    conditions.push({
      expression: 'typeShard = :type',
      values: (shard) => ({ ':type': keyIn(shard, foldedType(type)) }),
    });
  if (letters > (indexName === 'byName' ? NAME_LETTERS : 0))
    conditions.push({ expression: 'begins_with(foldedName, :name)', values: () => ({ ':name': folded }) });
  return { indexName, keyOf: (shard) => (value === null ? shard : keyIn(shard, value)), conditions };
}

function shardReader(
  client: DynamoDBDocumentClient,
  table: string,
  { indexName, keyOf, conditions }: Way,
  shard: string,
  after: string,
): ShardReader<Entry> {
  let place = after;
  const key = tables.pets.indexes[indexName].partitionKey.name;
  const values = Object.assign({}, ...conditions.map((condition) => condition.values(shard)));
  return {
    async next(limit) {
      const {
        Items = [],
        LastEvaluatedKey,
        ScannedCount = 0,
      } = await client.send(
        new QueryCommand({
          TableName: table,
          IndexName: indexName,
          KeyConditionExpression: '#key = :key AND createdEventId < :place',
          ...(conditions.length > 0 && {
            FilterExpression: conditions.map(({ expression }) => expression).join(' AND '),
          }),
          ...(indexName === 'live' && { ProjectionExpression: 'createdEventId, pet' }),
          ExpressionAttributeNames: { '#key': key },
          ExpressionAttributeValues: { ':key': keyOf(shard), ':place': place, ...values },
          ScanIndexForward: false,
          Limit: limit,
        }),
      );
      const items = Items.map((item): Entry => {
        const { petId, createdEventId, large = false } = item as LivePetRow;
        const row = indexName === 'live' ? { row: item as LivePetRow } : {};
        return { place: createdEventId, looked: 1, petId, large, ...row };
      });
      if (LastEvaluatedKey === undefined) return { items, ended: true };
      place = String(LastEvaluatedKey.createdEventId);
      if (items.at(-1)?.place !== place) items.push({ place, looked: ScannedCount - items.length });
      return { items, ended: false };
    },
  };
}

/** Reads the rows of entries, in their order. A row may have moved on since, or begun another life elsewhere in the list. */
const rowsBehind = (client: DynamoDBDocumentClient, table: string) => async (entries: readonly Entry[]) => {
  const keys = entries.flatMap(({ petId }) => (petId === undefined ? [] : [{ petId }]));
  if (keys.length === 0) return [];
  const found = (await batchGet(client, table, keys, {
    attributes: ['petId', 'createdEventId', 'pet'],
    consistent: false,
  })) as unknown as PetRow[];
  const rows = new Map(found.map((row) => [row.petId, row]));
  return entries.map(({ petId, place }) => {
    const row = petId === undefined ? undefined : rows.get(petId);
    return row && isLive(row) && row.createdEventId === place ? row : undefined;
  });
};
