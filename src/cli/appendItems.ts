import { BatchExecuteStatementCommand } from '@aws-sdk/lib-dynamodb';
import type { JsonObject } from '../domain/jsonValue.ts';
import { backOff } from '../dynamo/backOff.ts';
import { batchGet } from '../dynamo/batchGet.ts';
import { insert } from '../dynamo/insert.ts';
import { CommandFailure, type Target } from './target.ts';

/** DynamoDB takes this many statements in one BatchExecuteStatement. */
export const ITEMS_PER_REQUEST = 25;
const ATTEMPTS = 10;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5_000;

/** What became of an item: it was appended, or its key was taken by the one given. */
export type Appended = { outcome: 'appended' } | { outcome: 'exists'; item: JsonObject };

/**
 * Inserts up to 25 items of distinct keys into the Events table, exactly as they are, and never over one that is there.
 * Returns what became of each, in their order.
 */
export async function appendItems(target: Target, items: readonly JsonObject[]): Promise<Appended[]> {
  const outcomes = new Map<JsonObject, Appended>();
  const taken: JsonObject[] = [];
  let pending = [...items];
  for (let attempt = 1; pending.length > 0; attempt++) {
    const statements = pending.map((item) => insert(target.eventsTable, item));
    const { Responses = [] } = await target.client.send(new BatchExecuteStatementCommand({ Statements: statements }));
    const later: JsonObject[] = [];
    for (const [index, item] of pending.entries()) {
      const error = Responses[index]?.Error;
      if (!error) outcomes.set(item, { outcome: 'appended' });
      else if (error.Code === 'DuplicateItem') taken.push(item);
      else if (error.Code === 'AccessDenied')
        throw new CommandFailure(
          `The Events table refuses: ${error.Message}. An import takes the break-glass role: docs/runbook.md, "How to change stored events"`,
        );
      else if (attempt < ATTEMPTS) later.push(item);
      else throw new CommandFailure(`The Events table refused an event: ${error.Code} ${error.Message}`);
    }
    pending = later;
    if (pending.length > 0) await backOff(attempt, FIRST_PAUSE_MS, LONGEST_PAUSE_MS);
  }
  const existing = await existingItems(target, taken);
  for (const item of taken) outcomes.set(item, { outcome: 'exists', item: existing.get(keyOf(item))! });
  return items.map((item) => outcomes.get(item)!);
}

/** The key of an event, as text. */
export const keyOf = ({ petId, version }: JsonObject): string => JSON.stringify([petId, version]);

/** The stored events with these items' keys, by their keys. */
export async function existingItems(
  { client, eventsTable }: Target,
  items: readonly JsonObject[],
): Promise<Map<string, JsonObject>> {
  const keys = items.map(({ petId, version }) => ({ petId, version }));
  const found = (await batchGet(client, eventsTable, keys, { consistent: true })) as JsonObject[];
  return new Map(found.map((item) => [keyOf(item), item]));
}
