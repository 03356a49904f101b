import type { JsonObject } from '../domain/jsonValue.ts';
import { inReadingOrder, type Pet, type PetAttributes } from '../domain/pet.ts';
import type { PetEvent, PetEventOf, PetEventType } from '../domain/petEvents.ts';
import type { MessageAttributes, MessagePet } from './messagePet.ts';
import type { PetMessage } from './petMessageSchemas.ts';

// The mappers from the domain's shape to the messages'. The two agree today. When the domain's moves on, these no longer
// compile, and are where the messages' is kept: docs/extending.md, "A changed shape".

export const messageAttributes = (attributes: PetAttributes): MessageAttributes => attributes;

/** A merge patch (RFC 7396) of the domain's shape, as one of the messages' shape. */
export const messageChanges = (changes: JsonObject): JsonObject => changes;

export const messagePet = (pet: Pet): MessagePet => inReadingOrder(pet);

type MessageData<T extends PetEventType> = Extract<PetMessage, { 'detail-type': T }>['detail']['data'];
/** The types whose data is not what their message promises. */
type Differing = {
  [T in PetEventType]: PetEventOf<T>['data'] extends MessageData<T> ? never : T;
}[PetEventType];

const mappers: {
  [T in 'PetCreated' | 'PetUpdated' | Differing]: (data: PetEventOf<T>['data']) => MessageData<T>;
} = {
  PetCreated: ({ pet }) => ({ pet: messageAttributes(pet) }),
  PetUpdated: ({ changes }) => ({ changes: messageChanges(changes) }),
};

/** The data of an event's message; of a type that has no mapper, the event's own. */
export function messageData({ type, data }: PetEvent): MessageData<PetEventType> {
  const mapper = (mappers as Partial<Record<string, (data: PetEvent['data']) => MessageData<PetEventType>>>)[type];
  return mapper ? mapper(data) : (data as MessageData<PetEventType>);
}
