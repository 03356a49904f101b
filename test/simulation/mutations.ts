import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';
import { bundle } from '../../infra/build/bundle.ts';

/** The service with one thing broken on purpose. */
export interface Mutation {
  name: string;
  /** The promise that it breaks; maybe others too. */
  breaks: string;
  file: string;
  replace: string;
  by: string;
}

/** For every promise at least one mistake that breaks it. */
export const mutations: readonly Mutation[] = [
  {
    name: 'an append overwrites',
    breaks: 'versions are gapless and in real-time order',
    file: 'src/eventStore/dynamoEventStore.ts',
    replace: 'await client.send(new ExecuteStatementCommand(eventInsert))',
    by: 'await client.send(new (await import("@aws-sdk/lib-dynamodb")).PutCommand({ TableName: table, Item: toItem(petStream, event) }))',
  },
  {
    name: 'a lost race counts as won',
    breaks: 'acknowledged commands are there',
    file: 'src/commands/handleCommand.ts',
    replace: "if (outcome === 'appended') return",
    by: "if (outcome !== 'companion-exists') return",
  },
  {
    name: 'an attempt without a look counts as a lost race',
    breaks: 'a refusal is true, and leaves nothing',
    file: 'src/commands/handleCommand.ts',
    replace: 'if (!isBlind) lostRaces++;',
    by: 'lostRaces++;',
  },
  {
    name: 'the own write is not recognised',
    breaks: 'a refusal is true, and leaves nothing',
    file: 'src/eventStore/dynamoEventStore.ts',
    replace: "if (holder?.eventId === event.eventId) return 'appended';",
    by: '',
  },
  {
    name: 'the answer comes before the event is stored',
    breaks: 'acknowledged commands are there',
    file: 'src/eventStore/dynamoEventStore.ts',
    replace: 'else await client.send(new ExecuteStatementCommand(eventInsert));',
    by: 'else void client.send(new ExecuteStatementCommand(eventInsert)).catch(() => {});',
  },
  {
    name: 'an unavailable table counts as an append',
    breaks: 'acknowledged commands are there',
    file: 'src/eventStore/dynamoEventStore.ts',
    replace: "if (holder || refused.includes('contended')) return 'version-conflict';\n        throw error;",
    by: "if (holder || refused.includes('contended')) return 'version-conflict';\n        return 'appended';",
  },
  {
    name: 'the key is kept after the event, not with it',
    breaks: 'an Idempotency-Key applies once',
    file: 'src/eventStore/dynamoEventStore.ts',
    replace:
      'if (companion) await client.send(together(event.eventId, eventInsert, insert(companion.table, companion.item)));',
    by: `if (companion) {
      await client.send(new ExecuteStatementCommand(eventInsert));
      await client.send(new ExecuteStatementCommand(insert(companion.table, companion.item)));
    }`,
  },
  {
    name: 'the Idempotency-Key is ignored',
    breaks: 'an Idempotency-Key applies once',
    file: 'src/commands/handleOnce.ts',
    replace: 'if (!requestKey) return',
    by: 'return',
  },
  {
    name: 'a refused repetition does not look for its key',
    breaks: 'an Idempotency-Key applies once',
    file: 'src/commands/handleOnce.ts',
    replace: 'return (await earlierAnswer(store, keys, requestKey)) ?? result;',
    by: 'return result;',
  },
  {
    name: 'If-Match is ignored',
    breaks: 'every change is decided on the newest state',
    file: 'src/http/etagOf.ts',
    replace: "if (header === undefined) return undefined;\n  const tags = entityTags('if-match', header);",
    by: "return undefined;\n  const tags = entityTags('if-match', header!);",
  },
  {
    name: 'the newest event is read eventually consistent',
    breaks: 'a strong read is never behind',
    file: 'src/eventStore/dynamoEventStore.ts',
    replace: 'ConsistentRead: true,',
    by: '',
  },
  {
    name: 'ids follow the clock alone',
    breaks: 'histories are whole: chain, ids, fold',
    file: 'src/eventStore/nextEventId.ts',
    replace: 'previousEventId === undefined ? now : Math.max(now, decodeTime(previousEventId) + 1)',
    by: 'now',
  },
  {
    name: 'the chain of hashes is not linked',
    breaks: 'histories are whole: chain, ids, fold',
    file: 'src/eventStore/recordedEvent.ts',
    replace: 'previousHash: previous?.hash ?? null',
    by: 'previousHash: null',
  },
  {
    name: 'a merge keeps what null should remove',
    breaks: 'acknowledged commands are there',
    file: 'src/domain/mergePatch.ts',
    replace: 'if (value === null) merged.delete(key);',
    by: 'if (value === null) continue;',
  },
  {
    name: 'a deleted pet can be updated',
    breaks: 'a fault is 503 with Retry-After, and only a fault is',
    file: 'src/domain/decide.ts',
    replace: "if (state.status !== 'live') return refuse(absence(state.status));\n      const { pet: before } = state;",
    by: "if (state.status === 'none') return refuse(absence(state.status));\n      const { pet: before } = { pet: {}, ...state } as { pet: PetAttributes };",
  },
  {
    name: 'a strong read reads the row',
    breaks: 'a strong read is never behind',
    file: 'src/queries/showPet.ts',
    replace: 'strong ? liveAfter(petId, await store.newest(petId)) : await petOfRow(petId)',
    by: 'await petOfRow(petId)',
  },
  {
    name: 'a row is written without its condition',
    breaks: 'a row never goes back, and a deleted pet never returns',
    file: 'src/projections/dynamoRows.ts',
    replace:
      "'attribute_not_exists(petId) OR version < :version OR (version = :version AND #projection < :projection)'",
    by: "'attribute_not_exists(petId) OR version <> :version OR #projection <> :projection'",
  },
  {
    name: 'a later row of a life is written without its condition',
    breaks: 'a row never goes back, and a deleted pet never returns',
    file: 'src/projections/dynamoRows.ts',
    replace: 'AND "version" < ?',
    by: 'AND "version" <> ?',
  },
  {
    name: 'an update takes a tombstone for a row of the same life',
    breaks: 'rows equal the fold of their events',
    file: 'src/projections/dynamoRows.ts',
    replace: `AND "createdEventId" = ? AND "version" < ?',
    Parameters: [version, eventId, projection, pet, typeShard, petId, createdEventId, version],`,
    by: `AND "version" < ?',
    Parameters: [version, eventId, projection, pet, typeShard, petId, version],`,
  },
  {
    name: 'a deletion removes the row, and leaves no tombstone',
    breaks: 'a row never goes back, and a deleted pet never returns',
    file: 'src/projections/dynamoRows.ts',
    replace:
      'async function putIfNewer(client: DynamoDBDocumentClient, table: string, row: PetRow): Promise<number | undefined> {',
    by: `async function putIfNewer(client: DynamoDBDocumentClient, table: string, row: PetRow): Promise<number | undefined> {
  if ('deletedAt' in row) {
    const { DeleteCommand } = await import('@aws-sdk/lib-dynamodb');
    await client.send(new DeleteCommand({ TableName: table, Key: { petId: row.petId } }));
    return undefined;
  }`,
  },
  {
    name: 'the projector reports no failures',
    breaks: 'rows equal the fold of their events',
    file: 'src/projections/projectPets.ts',
    replace: 'if (!fault) return',
    by: 'return',
  },
  {
    name: 'the projector reports the highest failure',
    breaks: 'rows equal the fold of their events',
    file: 'src/projections/projectPets.ts',
    replace: '[...rows].find(',
    by: '[...rows].reverse().find(',
  },
  {
    name: "a batch's refused statements count as written",
    breaks: 'rows equal the fold of their events',
    file: 'src/projections/dynamoRows.ts',
    replace: 'else if (code) throw',
    by: 'else if (false) throw',
  },
  {
    name: 'a record that is no event stops the projector',
    breaks: 'a bad record holds up nothing',
    file: 'src/projections/streamedEvents.ts',
    replace: 'if (!(error instanceof UndecodableEvent)) throw error;',
    by: 'throw error;',
  },
  {
    name: 'the publisher ignores FailedEntryCount',
    breaks: 'every event reaches the bus, and nothing else',
    file: 'src/projections/publishEntries.ts',
    replace: `published: request.filter((_, index) => results[index]?.EventId),
      retriable: request.filter((_, index) => RETRIABLE.has(results[index]?.ErrorCode)),`,
    by: 'published: request, retriable: [],',
  },
  {
    name: 'the publisher reports no failures',
    breaks: 'every event reaches the bus, and nothing else',
    file: 'src/projections/publishPets.ts',
    replace: 'if (unpublished.size === 0) return',
    by: 'return',
  },
  {
    name: 'a message carries the pet of no version',
    breaks: 'a consumer that follows the rules has every pet right',
    file: 'src/messages/petEntry.ts',
    replace: 'pet: pet && inReadingOrder(pet),',
    by: 'pet: null,',
  },
  {
    name: 'a list forgets a shard',
    breaks: 'lists hold every live pet once',
    file: 'src/dynamo/shards.ts',
    replace: 'Array.from({ length: SHARD_COUNT }',
    by: 'Array.from({ length: SHARD_COUNT - 1 }',
  },
  {
    name: 'an outage is called a fault of the code',
    breaks: 'a fault is 503 with Retry-After, and only a fault is',
    file: 'src/clients.ts',
    replace: 'throw isUnavailability(error) ?',
    by: 'throw !error ?',
  },
  {
    name: 'a creation that failed is tried again under another id',
    breaks: 'a command is applied at most once',
    file: 'src/commands/createPet.ts',
    replace: "{ type: 'CreatePet', attributes }, attributes);",
    by: "{ type: 'CreatePet', attributes }, attributes).catch(() => carryOut(event, attributes.petId ? petId : newUlid(), { type: 'CreatePet', attributes }, attributes));",
  },
  {
    name: 'an append removes the event before it',
    breaks: 'what was stored is never changed or removed',
    file: 'src/eventStore/dynamoEventStore.ts',
    replace: 'const eventInsert = insert(table, toItem(petStream, event));',
    by: `const eventInsert = insert(table, toItem(petStream, event));
      const { DeleteCommand } = await import('@aws-sdk/lib-dynamodb');
      const Key = { petId: event.petId, version: event.version - 1 };
      await client.send(new DeleteCommand({ TableName: table, Key }));`,
  },
  {
    name: 'a rebuild looks for the events of rows eventually consistent',
    breaks: 'a rebuild beside traffic takes no row for a stray one, and fails by a fault only',
    file: 'src/projections/checkRows.ts',
    replace: "['petId', 'eventId'], true)",
    by: "['petId', 'eventId'], false)",
  },
  {
    name: 'a rebuild overwrites rows',
    breaks: 'rows equal the fold of their events',
    file: 'src/projections/rebuildStep.ts',
    replace: `await writeRows(
      tables.client,
      tables.petsTable,
      [...rows.keys()],
      standingOf,
    );`,
    by: `{ changed: 0, writeUnits: 0, fault: undefined };
    void standingOf;
    const { PutCommand } = await import('@aws-sdk/lib-dynamodb');
    for (const Item of rows.keys()) await tables.client.send(new PutCommand({ TableName: tables.petsTable, Item }));`,
  },
];

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The source file of a mutation, with it. Fails where the text to replace is not there once. */
export function mutated({ name, file, replace, by }: Mutation): { path: string; contents: string } {
  const path = `${root}${file}`;
  const parts = readFileSync(path, 'utf8').split(replace);
  if (parts.length !== 2)
    throw new Error(`The mutation "${name}" finds its text ${parts.length - 1} times in ${file}.`);
  return { path, contents: parts.join(by) };
}

/** Bundles the service with a mutation, has the bundles used, and removes them. */
export async function withMutated<T>(mutation: Mutation, use: (bundles: string) => Promise<T>): Promise<T> {
  const { path, contents } = mutated(mutation);
  const mutating: Plugin = {
    name: 'mutating',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, (args) => (args.path === path ? { contents, loader: 'ts' } : undefined));
    },
  };
  const folder = await mkdtemp(join(tmpdir(), 'pets-mutation-'));
  // Tests take what is in a folder of this name as it is (vitest.config.ts).
  const bundles = join(folder, 'dist/');
  try {
    await bundle(bundles, [mutating]);
    return await use(bundles);
  } finally {
    await rm(folder, { recursive: true });
  }
}
