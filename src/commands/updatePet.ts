import { dynamoDb } from '../clients.ts';
import { tableNamed } from '../config.ts';
import { dynamoEventStore } from '../events/dynamoEventStore.ts';
import { ifMatch } from '../http/etags.ts';
import { http } from '../http/http.ts';
import { type GatewayEvent, jsonBody, MERGING_PUT_TYPES, metadataOf, PATCH_TYPES, petIdOf } from '../http/request.ts';
import { handleCommand } from './handleCommand.ts';
import { newestOf, petReply } from './reply.ts';

const store = dynamoEventStore(dynamoDb(), tableNamed('events'));

/** `PUT` and `PATCH /pets/{petId}`: both merge the body into the pet (RFC 7396). 200 with the pet. */
export const handler = http(async (event: GatewayEvent) => {
  const petId = petIdOf(event);
  const expects = ifMatch(event.headers['if-match']);
  const patch = jsonBody(event, event.requestContext.http.method === 'PATCH' ? PATCH_TYPES : MERGING_PUT_TYPES);
  const result = await handleCommand(store, {
    petId,
    command: { type: 'UpdatePet', patch },
    metadata: metadataOf(event),
    ...(expects && { expects }),
  });
  return petReply(200, newestOf(result));
});
