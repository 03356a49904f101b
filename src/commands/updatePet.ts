import type { GatewayEvent } from '../http/gatewayEvent.ts';
import { http } from '../http/http.ts';
import { MERGE_PATCH, MERGING_PUT, parseBody } from '../http/parseBody.ts';
import { parsePetId } from '../http/parseParameter.ts';
import { parsePreconditions } from '../http/parsePreconditions.ts';
import { invalid } from '../http/problems.ts';
import { type CommandParts, carryOut } from './carryOut.ts';
import { petReply } from './petReply.ts';

/** `PUT` and `PATCH /pets/{petId}`: both merge the body into the pet (RFC 7396). 200 with the pet. A petId in the body must be the path's. */
export const updatePet = (parts: CommandParts) =>
  http(async (event: GatewayEvent) => {
    const petId = parsePetId(event);
    const body = parseBody(event, event.requestContext.http.method === 'PATCH' ? MERGE_PATCH : MERGING_PUT);
    if (body.petId !== undefined && body.petId !== petId)
      return invalid('invalid-pet', [{ pointer: '/petId', message: `must be ${petId}, as in the path, or left out` }]);
    const expects = parsePreconditions(event);
    const task = { petId, command: { type: 'UpdatePet', patch: body }, expects, body } as const;
    return carryOut(parts, event, task, (newest) => petReply(event, 200, newest));
  });
