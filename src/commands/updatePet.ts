import type { GatewayEvent } from '../http/gatewayEvent.ts';
import { http } from '../http/http.ts';
import { MERGE_PATCH, MERGING_PUT, parseBody } from '../http/parseBody.ts';
import { parsePetId } from '../http/parseParameter.ts';
import { parsePreconditions } from '../http/parsePreconditions.ts';
import { type CommandParts, carryOut } from './carryOut.ts';
import { petReply } from './petReply.ts';

/** `PUT` and `PATCH /pets/{petId}`: both merge the body into the pet (RFC 7396). 200 with the pet. */
export const updatePet = (parts: CommandParts) =>
  http(async (event: GatewayEvent) => {
    const petId = parsePetId(event);
    const body = parseBody(event, event.requestContext.http.method === 'PATCH' ? MERGE_PATCH : MERGING_PUT);
    const expects = parsePreconditions(event);
    const task = { petId, command: { type: 'UpdatePet', patch: body }, expects, body } as const;
    return carryOut(parts, event, task, (newest) => petReply(event, 200, newest));
  });
