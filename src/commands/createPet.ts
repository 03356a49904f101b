import { PET_ID } from '../domain/pet.ts';
import { newUlid } from '../eventStore/newUlid.ts';
import type { GatewayEvent } from '../http/gatewayEvent.ts';
import { http } from '../http/http.ts';
import { parseBody, WHOLE } from '../http/parseBody.ts';
import { INVALID_PET_ID } from '../http/parseParameter.ts';
import { invalid } from '../http/problems.ts';
import { type CommandParts, carryOut } from './carryOut.ts';
import { petReply } from './petReply.ts';

/** `POST /pets`: 201 with the pet. A pet that was deleted may be created again; its stream goes on. */
export const createPet = (parts: CommandParts) =>
  http(async (event: GatewayEvent) => {
    const body = parseBody(event, WHOLE);
    const petId = body.petId ?? newUlid();
    if (typeof petId !== 'string' || !PET_ID.test(petId))
      return invalid('invalid-pet', [{ pointer: '/petId', message: INVALID_PET_ID }]);
    const task = { petId, command: { type: 'CreatePet', attributes: body }, assumeNew: true, body } as const;
    return carryOut(parts, event, task, (created) => petReply(event, 201, created));
  });
