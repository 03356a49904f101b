import { dynamoDb } from '../clients.ts';
import { tableNamed } from '../config.ts';
import { inReadingOrder } from '../domain/pet.ts';
import { ULID } from '../eventStore/nextEventId.ts';
import { decodeCursor, encodeCursor } from '../http/encodeCursor.ts';
import { type GatewayEvent, queryParameter } from '../http/gatewayEvent.ts';
import { http, type Reply } from '../http/http.ts';
import { limitOf } from '../http/parseParameter.ts';
import { invalidParameter } from '../http/problems.ts';
import { replySpace } from '../http/replySpace.ts';
import type { LivePetRow } from '../projections/petRow.ts';
import { livePets } from './livePets.ts';

const client = dynamoDb();
const petsTable = tableNamed('pets');

/**
 * `GET /pets`: a page of pets, newest first. A pet keeps its place (the PetCreated that began its life) for as long as
 * it lives, and the cursor names the place of the last pet shown: so pages are stable while others write.
 */
export const handler = http(async (event: GatewayEvent): Promise<Reply> => {
  const limit = limitOf(event);
  const type = typeOf(event);
  const list = `/pets?${new URLSearchParams(type === undefined ? {} : { type })}`;
  const cursor = queryParameter(event, 'cursor');
  const after = cursor === undefined ? undefined : decodeCursor(list, cursor, ULID);

  const rows: LivePetRow[] = [];
  const newestFirst = livePets(client, petsTable, { type, after, count: limit + 1 });
  for await (const row of newestFirst) if (rows.push(row) > limit) break;
  const fits = replySpace();
  const shown = rows.slice(0, limit).filter(({ pet }) => fits(pet));
  const items = shown.map((row) => inReadingOrder(row.pet));
  const last = shown.at(-1);
  if (!last || rows.length === shown.length) return { status: 200, body: { items, nextCursor: null } };

  const nextCursor = encodeCursor(list, last.createdEventId);
  const next = new URLSearchParams({ limit: String(limit), ...(type !== undefined && { type }), cursor: nextCursor });
  return { status: 200, headers: { link: `</pets?${next}>; rel="next"` }, body: { items, nextCursor } };
});

function typeOf(event: GatewayEvent): string | undefined {
  const type = queryParameter(event, 'type');
  if (type === undefined) return undefined;
  if (type === '' || [...type].length > 100)
    throw invalidParameter('/query/type', 'must be text of 1 to 100 characters');
  return type;
}
