import { foldedName } from '../domain/foldedName.ts';
import { LONGEST_VALUE, PET_STATUSES, type Pet } from '../domain/pet.ts';
import type { GatewayEvent } from '../http/gatewayEvent.ts';
import { parseChoice, parseText } from '../http/parseParameter.ts';
import { invalidParameter } from '../http/problems.ts';
import { foldedType } from '../projections/petRow.ts';

/** Which pets a list is of: those that meet all that is given. */
export interface PetFilters {
  /** Whatever its case. */
  type?: string;
  status?: (typeof PET_STATUSES)[number];
  ownerId?: string;
  /** How the name begins; case and accents don't matter. */
  name?: string;
}

/** Throws the 400 that names the parameter. */
export function parsePetFilters(event: GatewayEvent): PetFilters {
  const filters = {
    type: parseText(event, 'type', 100),
    status: parseChoice(event, 'status', PET_STATUSES),
    ownerId: parseText(event, 'ownerId', LONGEST_VALUE),
    name: parseText(event, 'name', 200),
  };
  if (filters.name !== undefined && foldedName(filters.name) === '')
    throw invalidParameter('/query/name', 'must hold more than accents');
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined));
}

export const meets = (filters: PetFilters, pet: Pet): boolean =>
  (filters.type === undefined || foldedType(pet.type) === foldedType(filters.type)) &&
  (filters.status === undefined || pet.status === filters.status) &&
  (filters.ownerId === undefined || pet.ownerId === filters.ownerId) &&
  (filters.name === undefined || foldedName(pet.name).startsWith(foldedName(filters.name)));
