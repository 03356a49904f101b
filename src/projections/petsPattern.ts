import type { PetMessage } from './petMessageSchemas.ts';

type EventType = PetMessage['detail-type'];
type Pattern = { [key: string]: Pattern | unknown[] };

/** Which events a consumer wants; without a filter, all of them. Filters narrow one another. */
export interface PetsFilter {
  /** Types of events. */
  events?: readonly EventType[];
  /** Types of pets, such as dog. A deletion does not tell the type, so all deletions come along. */
  petTypes?: readonly string[];
  petIds?: readonly string[];
  /**
   * Fields of the pet: updates come only where they change one of these. A field within an object is named by its path,
   * `address.city`. Creations and deletions come along. An update that empties a list shows no element to match, and
   * does not come.
   */
  changed?: readonly string[];
  /** Also take events that are published again, as a catch-up by replay needs. */
  replays?: boolean;
}

const EVENT_TYPES: readonly EventType[] = ['PetCreated', 'PetUpdated', 'PetDeleted'];

/** The EventBridge pattern that takes the wanted events and no others. Throws where a filter is an empty list. */
export function petsPattern(filter: PetsFilter = {}): Pattern {
  for (const [name, values] of Object.entries(filter)) {
    if (Array.isArray(values) && values.length === 0) throw new Error(`The filter ${name} must not be empty.`);
  }
  const { events, petTypes, petIds, changed, replays } = filter;
  const types = changed ? changing(changed, events ?? EVENT_TYPES) : events ? { 'detail-type': [...events] } : {};
  const detail = {
    ...(types.detail as Pattern | undefined),
    ...(petIds && { metadata: { petId: [...petIds] } }),
    // Deletions have no pet, and messages that would be too large have a link in its place.
    ...(petTypes && {
      $or: [{ pet: { type: [...petTypes] } }, { pet: [null] }, { links: { pet: [{ exists: true }] } }],
    }),
  };
  return {
    source: replays ? ['pets', 'pets.replay'] : ['pets'],
    ...types,
    ...(Object.keys(detail).length > 0 && { detail }),
  };
}

/** Updates that change one of the fields, and all other events. */
function changing(fields: readonly string[], events: readonly EventType[]): Pattern {
  const updates = fields.map((field) => ({
    'detail-type': ['PetUpdated'],
    detail: { data: { changes: atPath(field.split('.'), [{ exists: true }]) } },
  }));
  const others = events.filter((type) => type !== 'PetUpdated');
  const wanted: Pattern[] = [
    ...(events.includes('PetUpdated') ? updates : []),
    ...(others.length > 0 ? [{ 'detail-type': others }] : []),
  ];
  // EventBridge takes $or for a field's name unless two patterns follow.
  return wanted.length === 1 ? wanted[0]! : { $or: wanted };
}

function atPath([first = '', ...rest]: string[], condition: unknown[]): Pattern {
  return { [first]: rest.length > 0 ? atPath(rest, condition) : condition };
}
