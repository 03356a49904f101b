import { inMemberOrder, type JsonValue } from '../domain/jsonValue.ts';
import { decodeCursor, encodeCursor } from '../http/encodeCursor.ts';
import type { GatewayEvent } from '../http/gatewayEvent.ts';
import { http } from '../http/http.ts';
import { parseChoice, parseLimit, parseParameter, parsePetId, VERSION } from '../http/parseParameter.ts';
import { invalidParameter, petNotFound } from '../http/problems.ts';
import { replySpace } from '../http/replySpace.ts';
import type { AuditParts } from './auditParts.ts';
import { eventView } from './eventView.ts';
import { type MessageParts, messageView } from './messageView.ts';
import { type PetChange, petChanges } from './petChanges.ts';

/**
 * `GET /pets/{petId}/history`: a page of the pet's events, oldest first or `?order=desc`: who, when, in which request,
 * and what changed; or with `?as=messages` what subscribers are told. `?after=` a version begins behind it. A deleted pet
 * has its history too.
 */
export const petHistory = ({ store, ...parts }: AuditParts & MessageParts) =>
  http(async (event: GatewayEvent) => {
    const petId = parsePetId(event);
    const limit = parseLimit(event);
    const order = parseChoice(event, 'order', ['asc', 'desc'] as const) ?? 'asc';
    const as = parseChoice(event, 'as', ['messages'] as const);
    const itemOf = as === undefined ? historyItem : ({ event }: PetChange) => messageView(event, parts);
    const filters = new URLSearchParams({ order, ...(as && { as }) });
    const list = `/pets/${petId}/history?${filters}`;
    const after = parseAfter(event, list);

    const items: ReturnType<typeof itemOf>[] = [];
    const fits = replySpace();
    let last = after;
    let more = false;
    const range = { order, limit: limit + 1, ...(after !== undefined && { after }) };
    for await (const change of petChanges(store, petId, range)) {
      const item = itemOf(change);
      more = items.length === limit || !fits(item);
      if (more) break;
      items.push(item);
      last = change.event.version;
    }
    if (items.length === 0 && after === undefined) return petNotFound(petId);

    if (!more) return { status: 200, body: { items, nextCursor: null } };
    const nextCursor = encodeCursor(list, String(last));
    const next = new URLSearchParams([...filters, ['limit', String(limit)], ['cursor', nextCursor]]);
    return {
      status: 200,
      headers: { link: `</pets/${petId}/history?${next}>; rel="next"` },
      body: { items, nextCursor },
    };
  });

/** The version to go on behind: a cursor's, or `after`, with which a reader begins who has the events before. */
function parseAfter(event: GatewayEvent, list: string): number | undefined {
  const after = parseParameter(event, 'after');
  const cursor = parseParameter(event, 'cursor');
  if (after !== undefined && cursor !== undefined)
    throw invalidParameter('/query/after', 'must not be given with cursor');
  if (after !== undefined && !VERSION.test(after))
    throw invalidParameter('/query/after', 'must be a whole number from 1 on');
  if (after !== undefined) return Number(after);
  return cursor === undefined ? undefined : Number(decodeCursor(list, cursor, VERSION));
}

/** The event with its changes in place of `data` and `state`, which say the same. */
function historyItem({ event, changes }: PetChange) {
  const { data: _, state: __, createdEventId: ___, previousHash, hash, ...view } = eventView(event);
  const ordered = (value: JsonValue | undefined) => value && inMemberOrder(value);
  const orderedChanges = changes.map(({ before, after, pointer, erased }) => ({
    pointer,
    before: ordered(before),
    after: ordered(after),
    erased,
  }));
  return { ...view, changes: orderedChanges, previousHash, hash };
}
