import { dynamoDb } from '../clients.ts';
import { tableNamed } from '../config.ts';
import { dynamoEventStore } from '../events/dynamoEventStore.ts';
import { ifMatch } from '../http/etags.ts';
import { http } from '../http/http.ts';
import { type GatewayEvent, metadataOf, petIdOf } from '../http/request.ts';
import { handleCommand } from './handleCommand.ts';
import { newestOf } from './reply.ts';

const store = dynamoEventStore(dynamoDb(), tableNamed('events'));

/** `DELETE /pets/{petId}`: 204, also when it was deleted before: then nothing is recorded. */
export const handler = http(async (event: GatewayEvent) => {
  const expects = ifMatch(event.headers['if-match']);
  const result = await handleCommand(store, {
    petId: petIdOf(event),
    command: { type: 'DeletePet' },
    metadata: metadataOf(event),
    ...(expects && { expects }),
  });
  newestOf(result);
  return { status: 204 };
});
