import type { GatewayEvent } from '../http/gatewayEvent.ts';
import { http } from '../http/http.ts';
import { parsePetId } from '../http/parseParameter.ts';
import { parsePreconditions } from '../http/parsePreconditions.ts';
import { type CommandParts, carryOut } from './carryOut.ts';

/** `DELETE /pets/{petId}`: 204, also if it was deleted before: then nothing is recorded. */
export const deletePet = (parts: CommandParts) =>
  http(async (event: GatewayEvent) => {
    const task = {
      petId: parsePetId(event),
      command: { type: 'DeletePet' },
      expects: parsePreconditions(event),
    } as const;
    return carryOut(parts, event, task, () => ({ status: 204 }));
  });
