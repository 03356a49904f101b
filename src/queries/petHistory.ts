import { inMemberOrder, type JsonValue } from '../domain/jsonValue.ts';
import { decodeCursor, encodeCursor } from '../http/encodeCursor.ts';
import type { GatewayEvent } from '../http/gatewayEvent.ts';
import { http } from '../http/http.ts';
import { parseChoice, parseLimit, parseParameter, parsePetId, VERSION } from '../http/parseParameter.ts';
import { petNotFound } from '../http/problems.ts';
import { replySpace } from '../http/replySpace.ts';
import type { AuditParts } from './auditParts.ts';
import { eventView } from './eventView.ts';
import { type PetChange, petChanges } from './petChanges.ts';

/**
 * `GET /pets/{petId}/history`: a page of the pet's events, oldest first or `?order=desc`: who, when, in which request,
 * and what changed. A deleted pet has its history too.
 */
export const petHistory = ({ store }: AuditParts) =>
  http(async (event: GatewayEvent) => {
    const petId = parsePetId(event);
    const limit = parseLimit(event);
    const order = parseChoice(event, 'order', ['asc', 'desc'] as const) ?? 'asc';
    const list = `/pets/${petId}/history?order=${order}`;
    const cursor = parseParameter(event, 'cursor');
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
    if (items.length === 0 && after === undefined) return petNotFound(petId);

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
