import { dynamoDb } from '../clients.ts';
import { tableNamed } from '../config.ts';
import { PET_EVENT_TYPES, type PetEvent } from '../domain/petEvents.ts';
import { dynamoEventStore } from '../eventStore/dynamoEventStore.ts';
import { feedPage } from '../eventStore/feedPage.ts';
import { FEED_POSITION, idsFrom } from '../eventStore/nextEventId.ts';
import { decodeCursor, encodeCursor } from '../http/encodeCursor.ts';
import { type GatewayEvent, queryParameter } from '../http/gatewayEvent.ts';
import { http } from '../http/http.ts';
import { limitOf, timeParameter } from '../http/parseParameter.ts';
import { invalidParameter } from '../http/problems.ts';
import { replySpace } from '../http/replySpace.ts';

const store = dynamoEventStore(dynamoDb(), tableNamed('events'));

/** An actor is a token's subject or an ARN; no ARN of IAM is longer. */
const MAX_ACTOR_LENGTH = 2_048;

/**
 * `GET /events`: the events of all pets in the order of their ids, `from` a time on, before the time `to`, of one `type`,
 * by one `actor`. Only settled ones (see feedPage.ts), so that a cursor never leaves one behind.
 *
 * There is always a `nextCursor`, at the end too: asked again later, it goes on with what came since. `caughtUp` says
 * that there is no more for now. Only a list up to a `to` that is settled ends, with `nextCursor` null.
 */
export const handler = http(async (event: GatewayEvent) => {
  const limit = limitOf(event);
  const from = timeParameter(event, 'from');
  const to = timeParameter(event, 'to');
  if (from !== undefined && to !== undefined && from > to)
    throw invalidParameter('/query/to', 'must not be before from');
  const type = typeOf(event);
  const actor = actorOf(event);

  const filters = new URLSearchParams();
  for (const [name, value] of Object.entries({ from: isoOf(from), to: isoOf(to), type, actor })) {
    if (value !== undefined) filters.set(name, value);
  }
  const list = `/events?${filters}`;
  const cursor = queryParameter(event, 'cursor');
  const query = {
    above: cursor === undefined ? idsFrom(from ?? 0) : decodeCursor(list, cursor, FEED_POSITION),
    ...(to !== undefined && { to }),
    limit,
    accepts: (found: { type: string; metadata: { actor: string } }) =>
      (type === undefined || found.type === type) && (actor === undefined || found.metadata.actor === actor),
    fits: replySpace(),
    selective: type !== undefined || actor !== undefined,
  };
  const { events, position, caughtUp, finished } = await feedPage(store, query, Date.now());

  const nextCursor = finished ? null : encodeCursor(list, position);
  const next = new URLSearchParams([...filters, ['limit', String(limit)], ['cursor', nextCursor ?? '']]);
  return {
    status: 200,
    ...(!caughtUp && { headers: { link: `</events?${next}>; rel="next"` } }),
    body: { items: events, nextCursor, caughtUp },
  };
});

const isoOf = (time: number | undefined) => (time === undefined ? undefined : new Date(time).toISOString());

function typeOf(event: GatewayEvent): PetEvent['type'] | undefined {
  const text = queryParameter(event, 'type');
  if (text === undefined) return undefined;
  const type = PET_EVENT_TYPES.find((known) => known === text);
  if (!type) throw invalidParameter('/query/type', `must be one of ${PET_EVENT_TYPES.join(', ')}`);
  return type;
}

function actorOf(event: GatewayEvent): string | undefined {
  const actor = queryParameter(event, 'actor');
  if (actor === '' || (actor && actor.length > MAX_ACTOR_LENGTH))
    throw invalidParameter('/query/actor', `must be text of 1 to ${MAX_ACTOR_LENGTH} characters`);
  return actor;
}
