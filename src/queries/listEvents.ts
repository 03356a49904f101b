import { PET_EVENT_TYPES } from '../domain/petEvents.ts';
import { feedPage } from '../eventStore/feedPage.ts';
import { FEED_POSITION, idsFrom } from '../eventStore/nextEventId.ts';
import { decodeCursor, encodeCursor } from '../http/encodeCursor.ts';
import type { GatewayEvent } from '../http/gatewayEvent.ts';
import { http } from '../http/http.ts';
import { parseChoice, parseLimit, parseParameter, parseText, parseTime } from '../http/parseParameter.ts';
import { invalidParameter } from '../http/problems.ts';
import { replySpace } from '../http/replySpace.ts';
import type { PetEventFeed, RecordedPetEvent } from '../streams/petStream.ts';
import { eventView } from './eventView.ts';
import { type LoggedParts, listLogged } from './listLogged.ts';
import { type MessageParts, messageView } from './messageView.ts';

/** What listing events needs. */
export type FeedParts = PetEventFeed & LoggedParts & MessageParts;

/** An actor is a token's subject or an ARN; no ARN of IAM is longer. */
const MAX_ACTOR_LENGTH = 2_048;

/**
 * `GET /events`: the events of all pets in the order of their ids, `from` a time on, before the time `to`, of one `type`,
 * by one `actor`; with `?as=messages` as subscribers are told of them. Only settled ones (see feedPage.ts), so that a cursor never leaves one behind.
 *
 * There is always a `nextCursor`, at the end too: asked again later, it goes on with what came since. `caughtUp` says
 * that there is no more for now. Only a list up to a `to` that is settled ends, with `nextCursor` null.
 *
 * `?after=index` lists them in the order of the log instead (listLogged.ts).
 */
export const listEvents = (feed: FeedParts) =>
  http(async (event: GatewayEvent) => {
    const limit = parseLimit(event);
    const as = parseChoice(event, 'as', ['messages'] as const);
    const view = as === undefined ? eventView : (found: RecordedPetEvent) => messageView(found, feed);
    const after = parseAfter(event);
    if (after !== undefined) return listLogged(feed, { after, limit, as });
    const from = parseTime(event, 'from');
    const to = parseTime(event, 'to');
    if (from !== undefined && to !== undefined && from > to)
      return invalidParameter('/query/to', 'must not be before from');
    const type = parseChoice(event, 'type', PET_EVENT_TYPES);
    const actor = parseText(event, 'actor', MAX_ACTOR_LENGTH);

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

/** `after`: an index of the log, -1 for all of it; alone but for `limit`. */
function parseAfter(event: GatewayEvent): number | undefined {
  const text = parseParameter(event, 'after');
  if (text === undefined) return undefined;
  if (!/^(-1|0|[1-9]\d{0,14})$/.test(text))
    throw invalidParameter('/query/after', 'must be an index in the log, or -1 for all events');
  const query = new URLSearchParams(event.rawQueryString);
  const other = ['from', 'to', 'type', 'actor', 'cursor'].find((name) => query.has(name));
  if (other !== undefined) throw invalidParameter(`/query/${other}`, 'must not be given with after');
  return Number(text);
}

const isoOf = (time: number | undefined) => (time === undefined ? undefined : new Date(time).toISOString());
