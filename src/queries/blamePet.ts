import { inMemberOrder } from '../domain/jsonValue.ts';
import { decodeCursor, encodeCursor } from '../http/encodeCursor.ts';
import { etagOf } from '../http/etagOf.ts';
import type { GatewayEvent } from '../http/gatewayEvent.ts';
import { type Answer, http } from '../http/http.ts';
import { parseParameter, parsePetId } from '../http/parseParameter.ts';
import { petDeleted, petNotFound } from '../http/problems.ts';
import { MAX_REPLY_BYTES, replySpace } from '../http/replySpace.ts';
import type { AuditParts } from './auditParts.ts';
import { blame, type FieldOrigin } from './petChanges.ts';

/** How many fields the pages before had. */
const PLACE = /^[1-9]\d{0,5}$/;

/**
 * `GET /pets/{petId}/blame`: for every field of the present pet, the version, time and actor that last set it. Only where
 * they are more than an answer can carry is there a `nextCursor`, which holds for the same version of the pet.
 */
export const blamePet = ({ store }: AuditParts) =>
  http(async (event: GatewayEvent): Promise<Answer> => {
    const petId = parsePetId(event);
    const cursor = parseParameter(event, 'cursor');
    const blamed = await blame(store, petId);
    if (blamed === undefined) return petNotFound(petId);
    if (blamed === null) return petDeleted(petId);

    const { version } = blamed.newest;
    const list = `/pets/${petId}/blame?version=${version}`;
    const start = cursor === undefined ? 0 : Number(decodeCursor(list, cursor, PLACE));
    const fits = replySpace(MAX_REPLY_BYTES);
    const shown: ReturnType<typeof fieldView>[] = [];
    for (const field of blamed.fields.slice(start)) {
      const view = fieldView(field);
      if (!fits(view)) break;
      shown.push(view);
    }
    const end = start + shown.length;
    const etag = etagOf(version);
    const body = { petId, version, fields: shown };
    if (end >= blamed.fields.length) return { status: 200, headers: { etag }, body };
    const nextCursor = encodeCursor(list, String(end));
    const link = `</pets/${petId}/blame?cursor=${nextCursor}>; rel="next"`;
    return { status: 200, headers: { etag, link }, body: { ...body, nextCursor } };
  });

function fieldView({ pointer, value, event: { version, eventId, occurredAt, metadata } }: FieldOrigin) {
  return { pointer, value: inMemberOrder(value), version, eventId, occurredAt, actor: metadata.actor };
}
