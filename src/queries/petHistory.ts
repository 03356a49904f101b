import { dynamoDb } from '../clients.ts';
import { tableNamed } from '../config.ts';
import { dynamoEventStore } from '../eventStore/dynamoEventStore.ts';
import { decodeCursor, encodeCursor } from '../http/encodeCursor.ts';
import { type GatewayEvent, petIdOf, queryParameter } from '../http/gatewayEvent.ts';
import { http } from '../http/http.ts';
import { limitOf, VERSION } from '../http/parseParameter.ts';
import { invalidParameter, petNotFound } from '../http/problems.ts';
import { replySpace } from '../http/replySpace.ts';
import { type PetChange, petChanges } from './petChanges.ts';

const store = dynamoEventStore(dynamoDb(), tableNamed('events'));

/**
 * `GET /pets/{petId}/history`: a page of the pet's events, oldest first or `?order=desc`: who, when, in which request,
 * and what changed. A deleted pet has its history too.
 */
export const handler = http(async (event: GatewayEvent) => {
  const petId = petIdOf(event);
  const limit = limitOf(event);
  const order = orderOf(event);
  const list = `/pets/${petId}/history?order=${order}`;
  const cursor = queryParameter(event, 'cursor');
  const after = cursor === undefined ? undefined : Number(decodeCursor(list, cursor, VERSION));

  const items: HistoryItem[] = [];
  const fits = replySpace();
  let more = false;
  const range = { order, limit: limit + 1, ...(after !== undefined && { after }) };
  for await (const change of petChanges(store, petId, range)) {
    const item = historyItem(change);
    more = items.length === limit || !fits(item);
    if (more) break;
    items.push(item);
  }
  if (items.length === 0 && after === undefined) throw petNotFound();

  const last = items.at(-1);
  if (!last || !more) return { status: 200, body: { items, nextCursor: null } };
  const nextCursor = encodeCursor(list, String(last.version));
  const next = new URLSearchParams({ order, limit: String(limit), cursor: nextCursor });
  return {
    status: 200,
    headers: { link: `</pets/${petId}/history?${next}>; rel="next"` },
    body: { items, nextCursor },
  };
});

type HistoryItem = ReturnType<typeof historyItem>;

/** The event with its changes in place of `data` and `state`, which say the same. */
function historyItem({ event, changes }: PetChange) {
  const { eventId, petId, version, type, schemaVersion, occurredAt, metadata, previousHash, hash } = event;
  return { eventId, petId, version, type, schemaVersion, occurredAt, metadata, changes, previousHash, hash };
}

function orderOf(event: GatewayEvent): 'asc' | 'desc' {
  const order = queryParameter(event, 'order') ?? 'asc';
  if (order !== 'asc' && order !== 'desc') throw invalidParameter('/query/order', 'must be asc or desc');
  return order;
}
