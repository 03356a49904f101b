import { setTimeout as sleep } from 'node:timers/promises';
import { isObject, isSameJson, type JsonObject } from '../../judge/json.ts';
import type { PetEvent } from '../../judge/petEvent.ts';
import { type PetState, shownPet } from '../../judge/petState.ts';
import { etagOf } from '../../judge/preconditions.ts';

/** A pet as it is once everything is quiet: its events, and its states from version 0 on. */
export interface QuietPet {
  petId: string;
  events: readonly PetEvent[];
  states: readonly PetState[];
}

interface Page {
  items: JsonObject[];
  nextCursor: string | null;
  caughtUp?: boolean;
}

/** How long rows and messages may trail once nobody writes any more. */
const PATIENCE_MS = 30_000;
/** The log meets an event within a minute that took long to be appended. */
const LOG_PATIENCE_MS = 75_000;
/** How old an event must be to be in the feed, and how much later it may come there. */
const SETTLED_MS = 5_000;
const LEEWAY_MS = 1_500;
const AT_ONCE = 8;

/**
 * What the API at `url` says that the events don't: rows, lists, the past, histories, the feed and the log. A sentence each. The
 * feed shows events when they are settled; `waits` for all of them, or takes those that are.
 */
export async function afterwards(url: string, pets: readonly QuietPet[], waits: boolean): Promise<string[]> {
  const faults = await inTurn(pets, async ({ petId, states }) => {
    const newest = states.at(-1)!;
    const isThere = await becomes(async () => shows(await fetch(`${url}/pets/${petId}`), petId, newest));
    return isThere ? [] : [`the row of ${petId} did not come to be version ${newest.version}`];
  });
  faults.push(...(await listFaults(url, pets)));
  faults.push(...(await inTurn(pets, (pet) => historyFaults(url, pet))));
  faults.push(...(await inTurn(versionsOf(pets), (version) => pastFaults(url, version))));
  faults.push(...(await feedFaults(url, pets, waits)));
  faults.push(...(await logFaults(url, pets, waits)));
  return faults;
}

/** Whether a check holds before patience ends. */
export async function becomes(check: () => Promise<boolean>, patienceMs = PATIENCE_MS): Promise<boolean> {
  for (const until = Date.now() + patienceMs; Date.now() < until; await sleep(50)) if (await check()) return true;
  return false;
}

async function shows(response: Response, petId: string, state: PetState): Promise<boolean> {
  const body = await response.json();
  const pet = shownPet(petId, state);
  if (!pet) return response.status === 410;
  return response.status === 200 && response.headers.get('etag') === etagOf(state.version) && isSameJson(body, pet);
}

async function listFaults(url: string, pets: readonly QuietPet[]): Promise<string[]> {
  const living = pets
    .map(({ petId, states }) => ({ petId, state: states.at(-1)! }))
    .filter(({ state }) => state.pet !== null)
    .sort((a, b) => (a.state.createdEventId! < b.state.createdEventId! ? 1 : -1));
  const wanted = living.map(({ petId, state }) => shownPet(petId, state));
  const types = new Set(living.map(({ state }) => state.pet!.type as string));
  const lists = [{ query: '', wanted }];
  for (const type of types)
    lists.push({ query: `&type=${encodeURIComponent(type)}`, wanted: wanted.filter((pet) => pet!.type === type) });
  return inTurn(lists, async ({ query, wanted }) => {
    const { items } = await allOf(`${url}/pets?limit=7${query}`);
    return isSameJson(items, wanted) ? [] : [`the list ${query} has not all living pets, newest first`];
  });
}

async function historyFaults(url: string, { petId, events }: QuietPet): Promise<string[]> {
  const { items } = await allOf(`${url}/pets/${petId}/history?limit=100`);
  const named = ({ eventId, version, type, occurredAt, metadata, previousHash, hash }: Record<string, unknown>) => ({
    ...{ eventId, version, type, occurredAt, metadata, previousHash, hash },
  });
  const isWhole = isSameJson(
    items.map(named),
    events.map((event) => named({ ...event })),
  );
  return isWhole ? [] : [`the history of ${petId} is not its events`];
}

interface PetVersion {
  petId: string;
  state: PetState;
}

const versionsOf = (pets: readonly QuietPet[]): PetVersion[] =>
  pets.flatMap(({ petId, states }) => states.slice(1).map((state) => ({ petId, state })));

async function pastFaults(url: string, { petId, state }: PetVersion): Promise<string[]> {
  const response = await fetch(`${url}/pets/${petId}?version=${state.version}`);
  return (await shows(response, petId, state)) ? [] : [`${petId} as of version ${state.version} is not what it was`];
}

/** The feed has every event that is settled, in the order of their ids, and none that is not there. */
async function feedFaults(url: string, pets: readonly QuietPet[], waits: boolean): Promise<string[]> {
  const events = pets.flatMap(({ events }) => events).sort((a, b) => (a.eventId < b.eventId ? -1 : 1));
  const newest = Math.max(...events.map(({ occurredAt }) => Date.parse(occurredAt)));
  if (waits) await sleep(Math.max(0, newest + SETTLED_MS + LEEWAY_MS - Date.now()));
  const settledBy = new Date(Date.now() - SETTLED_MS - LEEWAY_MS).toISOString();
  const settled = events.filter(({ occurredAt }) => occurredAt <= settledBy).length;
  const { items } = await allOf(`${url}/events?limit=100`);
  const isRight = isSameJson(
    items.map(inFeed),
    events.slice(0, items.length).map((event) => inFeed({ ...event, data: dataInFeed(event.data) })),
  );
  return [
    ...(items.length >= settled ? [] : [`the feed has ${items.length} events, and ${settled} are settled`]),
    ...(isRight ? [] : ['the feed is not the events in the order of their ids']),
  ];
}

/** The log has every event once, each pet's by their versions, or those that it has taken in so far. */
async function logFaults(url: string, pets: readonly QuietPet[], waits: boolean): Promise<string[]> {
  const events = new Map(pets.flatMap(({ events }) => events).map((event) => [event.eventId, event]));
  const logged = async () => {
    const items: JsonObject[] = [];
    for (let page: Page | undefined; !page?.caughtUp; ) {
      page = (await (await fetch(`${url}/events?limit=100&after=${items.length - 1}`)).json()) as Page;
      items.push(...page.items);
    }
    return items;
  };
  const isWhole = !waits || (await becomes(async () => (await logged()).length === events.size, LOG_PATIENCE_MS));
  const versions = new Map<unknown, number>();
  const isRight = (await logged()).every(({ index, eventId, petId, version, hash }, place) => {
    const before = versions.get(petId) ?? 0;
    versions.set(petId, Number(version));
    return index === place && version === before + 1 && hash === events.get(String(eventId))?.hash;
  });
  return [
    ...(isWhole ? [] : ['the log did not come to have every event']),
    ...(isRight ? [] : ['the log is not the events, once each and by their versions']),
  ];
}

/** The feed shows changes as one patch, with the personal values that are there after them. */
function dataInFeed(data: JsonObject): JsonObject {
  if (!isObject(data.changes)) return data;
  const { $personal = {}, ...patch } = data.changes;
  const { other, ...named } = $personal as JsonObject;
  return { changes: { ...patch, ...named, ...(isObject(other) && other) } };
}

const inFeed = ({
  eventId,
  petId,
  version,
  type,
  data,
  state,
  metadata,
  previousHash,
  hash,
}: Record<string, unknown>) => ({
  ...{ eventId, petId, version, type, data, state, metadata, previousHash, hash },
});

/** A list as a whole, page by page. */
async function allOf(first: string): Promise<{ items: JsonObject[] }> {
  const items: JsonObject[] = [];
  let cursor: string | null = null;
  do {
    const response = await fetch(cursor === null ? first : `${first}&cursor=${cursor}`);
    const page = (await response.json()) as Page;
    items.push(...page.items);
    cursor = page.caughtUp ? null : page.nextCursor;
  } while (cursor !== null);
  return { items };
}

/** Does the work for all items, some at once. */
async function inTurn<T>(items: readonly T[], work: (item: T) => Promise<string[]>): Promise<string[]> {
  const left = [...items];
  const found: string[] = [];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let item = left.shift(); item !== undefined; item = left.shift()) found.push(...(await work(item)));
    }),
  );
  return found;
}
