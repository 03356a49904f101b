import { inMemberOrder } from '../domain/jsonValue.ts';
import { etagOf } from '../http/etagOf.ts';
import type { GatewayEvent } from '../http/gatewayEvent.ts';
import { http } from '../http/http.ts';
import { parsePetId } from '../http/parseParameter.ts';
import { petDeleted, petNotFound } from '../http/problems.ts';
import type { AuditParts } from './auditParts.ts';
import { blame } from './petChanges.ts';

/** `GET /pets/{petId}/blame`: for every field of the present pet, the version, time and actor that last set it. */
export const blamePet = ({ store }: AuditParts) =>
  http(async (event: GatewayEvent) => {
    const petId = parsePetId(event);
    const blamed = await blame(store, petId);
    if (blamed === undefined) return petNotFound(petId);
    if (blamed === null) return petDeleted(petId);
    const { newest, fields } = blamed;
    return {
      status: 200,
      headers: { etag: etagOf(newest.version) },
      body: {
        petId,
        version: newest.version,
        fields: fields.map(({ pointer, value, event: { version, eventId, occurredAt, metadata } }) => {
          return { pointer, value: inMemberOrder(value), version, eventId, occurredAt, actor: metadata.actor };
        }),
      },
    };
  });
