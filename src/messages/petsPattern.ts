import type { PetEventEnding } from '../domain/petEvents.ts';
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

/** EventBridge takes patterns of this many characters (user guide, "Amazon EventBridge quotas"; it can be raised). */
export const MAX_PATTERN_LENGTH = 2048;

/** Their messages tell nothing of the pet but its id. */
const ENDINGS = Object.keys({ PetDeleted: true } satisfies Record<PetEventEnding, true>) as EventType[];
/** The only one whose message tells what changed. */
const UPDATE = 'PetUpdated' satisfies EventType;

/**
 * The EventBridge pattern that takes the wanted events and no others. Without `events` it takes types that do not exist
 * yet, too. It holds no null, which a CloudFormation template could not carry. Throws for a filter that does not exist, is
 * an empty list or of another type, and where the pattern would be longer than EventBridge takes.
 */
export function petsPattern(filter: PetsFilter = {}): Pattern {
  checkFilter(filter);
  const { events, petTypes, petIds, changed, replays } = filter;
  const alternatives =
    petTypes || changed ? alternativesOf(events, petTypes, changed) : [events ? { 'detail-type': [...events] } : {}];
  // EventBridge takes $or for a field's name unless two patterns follow.
  const wanted: Pattern = alternatives.length === 1 ? alternatives[0]! : { $or: alternatives };
  const detail = {
    ...(wanted.detail as Pattern | undefined),
    ...(petIds && { metadata: { petId: [...petIds] } }),
  };
  return ofAllowedLength({
    source: replays ? ['pets', 'pets.replay'] : ['pets'],
    ...wanted,
    ...(Object.keys(detail).length > 0 && { detail }),
  });
}

/** The members of a filter. */
const FILTERS = {
  events: 'texts',
  petTypes: 'texts',
  petIds: 'texts',
  changed: 'texts',
  replays: 'flag',
} as const satisfies Record<keyof PetsFilter, 'texts' | 'flag'>;

/** Not everyone's compiler has checked it, and a filter that is overlooked takes everything. */
function checkFilter(filter: PetsFilter): void {
  for (const [name, value] of Object.entries(filter)) {
    if (!Object.hasOwn(FILTERS, name))
      throw new Error(`There is no filter ${name}. The filters are ${Object.keys(FILTERS).join(', ')}.`);
    if (value === undefined) continue;
    if (FILTERS[name as keyof PetsFilter] === 'flag') {
      if (typeof value !== 'boolean') throw new Error(`The filter ${name} must be true or false.`);
      continue;
    }
    if (!Array.isArray(value) || value.some((one) => typeof one !== 'string' || one === ''))
      throw new Error(`The filter ${name} must be a list of texts that are not empty.`);
    if (value.length === 0) throw new Error(`The filter ${name} must not be empty.`);
  }
}

function ofAllowedLength(pattern: Pattern): Pattern {
  const { length } = JSON.stringify(pattern);
  if (length <= MAX_PATTERN_LENGTH) return pattern;
  throw new Error(
    `The pattern has ${length} characters, and EventBridge takes ${MAX_PATTERN_LENGTH}. Filter by fewer values, or spread them over several rules.`,
  );
}

/** One pattern for each way in which an event can be wanted. */
function alternativesOf(events?: readonly EventType[], petTypes?: readonly string[], changed?: readonly string[]) {
  const ofPets: Pattern[] = petTypes
    ? // Messages that would be too large have a link in the pet's place.
      [{ pet: { type: [...petTypes] } }, { links: { pet: [{ exists: true }] } }]
    : [{}];
  const changes = (changed ?? []).map((field): Pattern => {
    return { data: { changes: atPath(field.split('.'), [{ exists: true }]) } };
  });
  const isWanted = (type: EventType) => !events || events.includes(type);
  const special: EventType[] = changed ? [UPDATE, ...ENDINGS] : ENDINGS;
  const endings = ENDINGS.filter(isWanted);
  const others: unknown[] = events ? events.filter((type) => !special.includes(type)) : [{ 'anything-but': special }];

  const combined = (types: unknown[], details: Pattern[]): Pattern[] =>
    details.map((detail) => ({ 'detail-type': types, ...(Object.keys(detail).length > 0 && { detail }) }));
  return [
    ...(others.length > 0 ? combined(others, ofPets) : []),
    ...(changed && isWanted(UPDATE)
      ? combined(
          [UPDATE],
          ofPets.flatMap((ofPet) => changes.map((change) => ({ ...ofPet, ...change }))),
        )
      : []),
    ...(endings.length > 0 ? [{ 'detail-type': endings }] : []),
  ];
}

function atPath([first = '', ...rest]: string[], condition: unknown[]): Pattern {
  return { [first]: rest.length > 0 ? atPath(rest, condition) : condition };
}
