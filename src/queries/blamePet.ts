import { dynamoDb } from '../clients.ts';
import { tableNamed } from '../config.ts';
import { dynamoEventStore } from '../eventStore/dynamoEventStore.ts';
import { etagOf } from '../http/etagOf.ts';
import { type GatewayEvent, petIdOf } from '../http/gatewayEvent.ts';
import { http } from '../http/http.ts';
import { petDeleted, petNotFound } from '../http/problems.ts';
import { blame } from './petChanges.ts';

const store = dynamoEventStore(dynamoDb(), tableNamed('events'));

/** `GET /pets/{petId}/blame`: for every field of the present pet, the version, time and actor that last set it. */
export const handler = http(async (event: GatewayEvent) => {
  const petId = petIdOf(event);
  const blamed = await blame(store, petId);
  if (blamed === undefined) throw petNotFound();
  if (blamed === null) throw petDeleted(petId);
  const { newest, fields } = blamed;
  return {
    status: 200,
    headers: { etag: etagOf(newest.version) },
    body: {
      petId,
      version: newest.version,
      fields: fields.map(({ pointer, value, event: { version, eventId, occurredAt, metadata } }) => {
        return { pointer, value, version, eventId, occurredAt, actor: metadata.actor };
      }),
    },
  };
});
