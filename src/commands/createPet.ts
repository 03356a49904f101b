import { PET_ID } from '../domain/pet.ts';
import { newUlid } from '../eventStore/newUlid.ts';
import { type GatewayEvent, INVALID_PET_ID, jsonBody, PET_TYPES } from '../http/gatewayEvent.ts';
import { http } from '../http/http.ts';
import { Problem } from '../http/problems.ts';
import { carryOut } from './petCommand.ts';
import { petReply } from './petReply.ts';

/** `POST /pets`: 201 with the pet. A pet that was deleted may be created again; its stream goes on. */
export const handler = http(async (event: GatewayEvent) => {
  const attributes = jsonBody(event, PET_TYPES);
  const petId = attributes.petId ?? newUlid();
  if (typeof petId !== 'string' || !PET_ID.test(petId)) {
    throw new Problem('invalid-pet', 'The petId is not valid.', {
      errors: [{ pointer: '/petId', message: INVALID_PET_ID }],
    });
  }
  const created = await carryOut(event, petId, { type: 'CreatePet', attributes }, attributes);
  return petReply(event, 201, created);
});
