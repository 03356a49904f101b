import { inReadingOrder } from '../domain/pet.ts';
import { ULID } from '../eventStore/nextEventId.ts';
import { decodeCursor, encodeCursor } from '../http/encodeCursor.ts';
import type { GatewayEvent } from '../http/gatewayEvent.ts';
import { http } from '../http/http.ts';
import { parseLimit, parseParameter } from '../http/parseParameter.ts';
import { invalidParameter } from '../http/problems.ts';
import { replySpace } from '../http/replySpace.ts';
import type { LivePetRow } from '../projections/petRow.ts';
import type { ListParts } from './livePets.ts';

/**
 * `GET /pets`: a page of pets, newest first. A pet keeps its place (the PetCreated that began its life) for as long as
 * it lives, and the cursor names the place of the last pet shown: so pages are stable while others write.
 */
export const listPets = ({ livePets }: ListParts) =>
  http(async (event: GatewayEvent) => {
    const limit = parseLimit(event);
    const type = parseType(event);
    const list = `/pets?${new URLSearchParams(type === undefined ? {} : { type })}`;
    const cursor = parseParameter(event, 'cursor');
    const after = cursor === undefined ? undefined : decodeCursor(list, cursor, ULID);

    const shown: LivePetRow[] = [];
    const fits = replySpace();
    let more = false;
    for await (const row of livePets({ type, after, count: limit + 1 })) {
      more = shown.length === limit || !fits(row.pet);
      if (more) break;
      shown.push(row);
    }
    const items = shown.map((row) => inReadingOrder(row.pet));
    const last = shown.at(-1);
    if (!last || !more) return { status: 200, body: { items, nextCursor: null } };

    const nextCursor = encodeCursor(list, last.createdEventId);
    const next = new URLSearchParams({ limit: String(limit), ...(type !== undefined && { type }), cursor: nextCursor });
    return { status: 200, headers: { link: `</pets?${next}>; rel="next"` }, body: { items, nextCursor } };
  });

function parseType(event: GatewayEvent): string | undefined {
  const type = parseParameter(event, 'type');
  if (type === undefined) return undefined;
  if (type === '' || [...type].length > 100)
    throw invalidParameter('/query/type', 'must be text of 1 to 100 characters');
  return type;
}
