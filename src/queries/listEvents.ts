import { PET_EVENT_TYPES } from '../domain/petEvents.ts';
import { feedPage } from '../eventStore/feedPage.ts';
import { FEED_POSITION, idsFrom } from '../eventStore/nextEventId.ts';
import { decodeCursor, encodeCursor } from '../http/encodeCursor.ts';
import type { GatewayEvent } from '../http/gatewayEvent.ts';
import { http } from '../http/http.ts';
import { parseChoice, parseLimit, parseParameter, parseTime } from '../http/parseParameter.ts';
import { invalidParameter } from '../http/problems.ts';
import { replySpace } from '../http/replySpace.ts';
import type { PetEventFeed, RecordedPetEvent } from '../streams/petStream.ts';
import { eventView } from './eventView.ts';
import { messageView } from './messageView.ts';

/** What listing events needs. */
export type FeedParts = PetEventFeed;

/** An actor is a token's subject or an ARN; no ARN of IAM is longer. */
const MAX_ACTOR_LENGTH = 2_048;

/**
 * `GET /events`: the events of all pets in the order of their ids, `from` a time on, before the time `to`, of one `type`,
 * by one `actor`; with `?as=messages` as subscribers are told of them. Only settled ones (see feedPage.ts), so that a cursor never leaves one behind.
 *
 * There is always a `nextCursor`, at the end too: asked again later, it goes on with what came since. `caughtUp` says
 * that there is no more for now. Only a list up to a `to` that is settled ends, with `nextCursor` null.
 */
export const listEvents = (feed: FeedParts) =>
  http(async (event: GatewayEvent) => {
    const limit = parseLimit(event);
    const from = parseTime(event, 'from');
    const to = parseTime(event, 'to');
    if (from !== undefined && to !== undefined && from > to)
      return invalidParameter('/query/to', 'must not be before from');
    const type = parseChoice(event, 'type', PET_EVENT_TYPES);
    const actor = parseActor(event);
    const as = parseChoice(event, 'as', ['messages'] as const);
    const view = as === undefined ? eventView : messageView;

    const filters = new URLSearchParams();
    for (const [name, value] of Object.entries({ from: isoOf(from), to: isoOf(to), type, actor, as })) {
      if (value !== undefined) filters.set(name, value);
    }
    const list = `/events?${filters}`;
    const cursor = parseParameter(event, 'cursor');
    const fits = replySpace();
    const query = {
      above: cursor === undefined ? idsFrom(from ?? 0) : decodeCursor(list, cursor, FEED_POSITION),
      ...(to !== undefined && { to }),
      limit,
      accepts: (found: { type: string; metadata: { actor: string } }) =>
        (type === undefined || found.type === type) && (actor === undefined || found.metadata.actor === actor),
      fits: (found: RecordedPetEvent) => fits(view(found)),
      selective: type !== undefined || actor !== undefined,
    };
    const { events, position, caughtUp, finished } = await feedPage(feed, query, Date.now());

    const nextCursor = finished ? null : encodeCursor(list, position);
    const next = new URLSearchParams([...filters, ['limit', String(limit)], ['cursor', nextCursor ?? '']]);
    return {
      status: 200,
      ...(!caughtUp && { headers: { link: `</events?${next}>; rel="next"` } }),
      body: { items: events.map((found) => view(found)), nextCursor, caughtUp },
    };
  });

const isoOf = (time: number | undefined) => (time === undefined ? undefined : new Date(time).toISOString());

function parseActor(event: GatewayEvent): string | undefined {
  const actor = parseParameter(event, 'actor');
  if (actor === '' || (actor && actor.length > MAX_ACTOR_LENGTH))
    throw invalidParameter('/query/actor', `must be text of 1 to ${MAX_ACTOR_LENGTH} characters`);
  return actor;
}
