import { type GatewayEvent, petIdOf } from '../http/gatewayEvent.ts';
import { http } from '../http/http.ts';
import { carryOut } from './petCommand.ts';

/** `DELETE /pets/{petId}`: 204, also when it was deleted before: then nothing is recorded. */
export const handler = http(async (event: GatewayEvent) => {
  await carryOut(event, petIdOf(event), { type: 'DeletePet' });
  return { status: 204 };
});
