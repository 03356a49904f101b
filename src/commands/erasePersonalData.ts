import { PERSONAL_NAMES, type PersonalName } from '../domain/splitPersonal.ts';
import type { GatewayEvent } from '../http/gatewayEvent.ts';
import { http } from '../http/http.ts';
import { parseChoices, parsePetId } from '../http/parseParameter.ts';
import { parsePreconditions } from '../http/parsePreconditions.ts';
import { type CommandParts, carryOut } from './carryOut.ts';
import { petReply } from './petReply.ts';

/**
 * `DELETE /pets/{petId}/personal-data?fields=notes,ownerId`, all of it unless given: 202 with the pet without them. The
 * event says that they are to go; removePersonalData.ts then takes them out of the events before. What is not held any
 * more is not erased again: 202, and nothing is recorded. Deleted pets have a past to erase, too.
 */
export const erasePersonalData = (parts: CommandParts) =>
  http(async (event: GatewayEvent) => {
    const petId = parsePetId(event);
    const fields: readonly PersonalName[] = parseChoices(event, 'fields', PERSONAL_NAMES) ?? PERSONAL_NAMES;
    const command = { type: 'ErasePersonalData', fields } as const;
    const task = { petId, command, expects: parsePreconditions(event), buildsOnEnd: true };
    return carryOut(parts, event, task, (newest) => petReply(event, 202, newest));
  });
