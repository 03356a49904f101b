import { type GatewayEvent, jsonBody, MERGING_PUT_TYPES, PATCH_TYPES, petIdOf } from '../http/gatewayEvent.ts';
import { http } from '../http/http.ts';
import { carryOut } from './petCommand.ts';
import { petReply } from './petReply.ts';

/** `PUT` and `PATCH /pets/{petId}`: both merge the body into the pet (RFC 7396). 200 with the pet. */
export const handler = http(async (event: GatewayEvent) => {
  const petId = petIdOf(event);
  const patch = jsonBody(event, event.requestContext.http.method === 'PATCH' ? PATCH_TYPES : MERGING_PUT_TYPES);
  return petReply(event, 200, await carryOut(event, petId, { type: 'UpdatePet', patch }, patch));
});
