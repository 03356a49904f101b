import { ulid } from 'ulid';
import { dynamoDb } from '../clients.ts';
import { tableNamed } from '../config.ts';
import { PET_ID } from '../domain/pet.ts';
import { dynamoEventStore } from '../events/dynamoEventStore.ts';
import { http } from '../http/http.ts';
import { Problem } from '../http/problems.ts';
import { type GatewayEvent, jsonBody, metadataOf, PET_TYPES } from '../http/request.ts';
import { handleCommand } from './handleCommand.ts';
import { newestOf, petReply } from './reply.ts';

const store = dynamoEventStore(dynamoDb(), tableNamed('events'));

/** `POST /pets`: 201 with the pet. A pet that was deleted may be created again; its stream goes on. */
export const handler = http(async (event: GatewayEvent) => {
  const attributes = jsonBody(event, PET_TYPES);
  const petId = attributes.petId ?? ulid();
  if (typeof petId !== 'string' || !PET_ID.test(petId)) {
    const message = 'must be 1 to 64 letters, digits, hyphens or underscores';
    throw new Problem('invalid-pet', 'The petId is not valid.', { errors: [{ pointer: '/petId', message }] });
  }
  const newest = newestOf(
    await handleCommand(store, {
      petId,
      command: { type: 'CreatePet', attributes },
      metadata: metadataOf(event),
      assumeNew: true,
    }),
  );
  return petReply(201, newest, { location: `/pets/${petId}` });
});
