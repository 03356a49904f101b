import { inReadingOrder, type Pet } from '../domain/pet.ts';
import { asOfTime } from '../eventStore/asOfTime.ts';
import { demandScope } from '../http/authorize.ts';
import { etagOf, parseIfNoneMatch } from '../http/etagOf.ts';
import type { GatewayEvent } from '../http/gatewayEvent.ts';
import { http } from '../http/http.ts';
import { parseChoice, parsePetId, parseTime, parseVersion } from '../http/parseParameter.ts';
import { invalidParameter, Problem, petDeleted, petNotFound, versionNotFound } from '../http/problems.ts';
import { isLive, petIn } from '../projections/petRow.ts';
import { type PetEventStore, petAfter, type RecordedPetEvent } from '../streams/petStream.ts';
import type { PetRowReader, ShowParts } from './petRowReader.ts';

/** Personal data may be erased from the past: no cache may keep it. */
const KEPT_NOWHERE = 'private, no-store';
/** Kept by the caller's own cache alone, which asks each time whether it still holds. */
const ASKED_ANEW = 'private, no-cache';

type Shown = { pet: Pet; headers?: Record<string, string> } | Problem;

/**
 * `GET /pets/{petId}`: the pet's row, one read. It trails the writes by a moment; `?consistency=strong` reads the
 * newest event instead. `?version=n` and `?at=time` show the pet as it was then, to those who may read histories; its
 * ETag is the version's.
 */
export const showPet = ({ store, rowOf }: ShowParts) =>
  http(async (event: GatewayEvent) => {
    const petId = parsePetId(event);
    const hasTag = parseIfNoneMatch(event.headers['if-none-match']);
    const shown = await requested(store, rowOf, event, petId);
    if (shown instanceof Problem) return shown;
    const etag = etagOf(shown.pet.version);
    const headers = { etag, 'cache-control': ASKED_ANEW, ...shown.headers };
    if (hasTag(etag)) return { status: 304, headers };
    return { status: 200, headers, body: inReadingOrder(shown.pet) };
  });

async function requested(
  store: PetEventStore,
  rowOf: PetRowReader,
  event: GatewayEvent,
  petId: string,
): Promise<Shown> {
  const query = new URLSearchParams(event.rawQueryString);
  // The past may hold what was removed since, or a pet that was deleted.
  if (query.has('version') || query.has('at')) demandScope(event.requestContext, 'pets:audit');
  const consistency = parseChoice(event, 'consistency', ['strong', 'eventual'] as const);
  const version = parseVersion(event);
  const at = parseTime(event, 'at');
  if (version !== undefined && at !== undefined)
    return invalidParameter('/query/at', 'must not be given with a version');

  if (version !== undefined) return ofVersion(store, petId, version);
  if (at !== undefined) return ofTime(store, petId, at);
  if (consistency === 'strong') return liveAfter(petId, await store.newest(petId));
  const row = await rowOf(petId);
  if (!row) return petNotFound(petId);
  if (!isLive(row)) return petDeleted(petId);
  const pet = petIn(row);
  // The events know better than a row that can't be read.
  return pet ? { pet } : liveAfter(petId, await store.newest(petId));
}

async function ofVersion(store: PetEventStore, petId: string, version: number): Promise<Shown> {
  const past = await store.asOf(petId, version);
  if (past && past.version < version) {
    const newest = await store.newest(petId);
    return versionNotFound(version, newest?.version ?? past.version);
  }
  return liveAfter(petId, past, { headers: { 'cache-control': KEPT_NOWHERE } });
}

async function ofTime(store: PetEventStore, petId: string, at: number): Promise<Shown> {
  const past = await asOfTime(store, petId, at);
  const headers = { 'cache-control': KEPT_NOWHERE, 'content-location': `/pets/${petId}?version=${past?.version}` };
  return liveAfter(petId, past, { headers, absence: `No pet had the id ${petId} at that time.` });
}

/** The pet as an event left it. */
function liveAfter(
  petId: string,
  event: RecordedPetEvent | undefined,
  { headers, absence }: { headers?: Record<string, string>; absence?: string } = {},
): Shown {
  if (!event) return petNotFound(petId, absence);
  const pet = petAfter(event);
  return pet ? { pet, ...(headers && { headers }) } : petDeleted(petId);
}
