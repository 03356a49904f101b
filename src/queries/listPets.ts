import { inReadingOrder } from '../domain/pet.ts';
import { SETTLING_MS } from '../eventStore/feedPage.ts';
import { ULID } from '../eventStore/nextEventId.ts';
import { demandScope } from '../http/authorize.ts';
import { decodeCursor, encodeCursor } from '../http/encodeCursor.ts';
import type { GatewayEvent } from '../http/gatewayEvent.ts';
import { http } from '../http/http.ts';
import { parseLimit, parseParameter, parseTime } from '../http/parseParameter.ts';
import { invalidParameter } from '../http/problems.ts';
import { replySpace } from '../http/replySpace.ts';
import type { LivePets } from './livePets.ts';
import type { PastPets } from './pastPets.ts';
import { parsePetFilters } from './petFilters.ts';

/** What listing pets needs. */
export interface ListParts {
  livePets: LivePets;
  pastPets: PastPets;
}

/**
 * `GET /pets`: a page of pets, newest first, with filters. A pet keeps its place (the PetCreated that began its life) for
 * as long as it lives, and the cursor names the place up to which the page went: so pages are stable while others write.
 * `?at=time` lists the pets as they were then, to those who may read histories.
 *
 * A page looks at a bounded number of pets: one with filters may be short, or empty, and not the last. It then says that
 * it is `partial`.
 */
export const listPets = ({ livePets, pastPets }: ListParts) =>
  http(async (event: GatewayEvent) => {
    const limit = parseLimit(event);
    const filters = parsePetFilters(event);
    const at = parseAt(event);
    const asked = new URLSearchParams({ ...filters, ...(at !== undefined && { at: new Date(at).toISOString() }) });
    const list = `/pets?${asked}`;
    const cursor = parseParameter(event, 'cursor');
    const after = cursor === undefined ? undefined : decodeCursor(list, cursor, ULID);

    const query = { filters, after, limit, fits: replySpace() };
    const { pets, upTo, partial } = await (at === undefined ? livePets(query) : pastPets({ ...query, at }));
    const items = pets.map(({ pet }) => inReadingOrder(pet));
    if (upTo === null) return { status: 200, body: { items, nextCursor: null } };

    const nextCursor = encodeCursor(list, upTo);
    const next = new URLSearchParams([...asked, ['limit', String(limit)], ['cursor', nextCursor]]);
    return {
      status: 200,
      headers: { link: `</pets?${next}>; rel="next"` },
      body: { items, nextCursor, ...(partial && { partial }) },
    };
  });

function parseAt(event: GatewayEvent): number | undefined {
  // The past may hold what was removed since, or pets that were deleted.
  if (new URLSearchParams(event.rawQueryString).has('at')) demandScope(event.requestContext, 'pets:audit');
  const at = parseTime(event, 'at');
  if (at !== undefined && at > Date.now() - SETTLING_MS)
    throw invalidParameter('/query/at', `must be at least ${SETTLING_MS / 1000} seconds ago`);
  return at;
}
