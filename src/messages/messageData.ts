import type * as z from 'zod/mini';
import type { JsonObject } from '../domain/jsonValue.ts';
import { inReadingOrder, type Pet, type PetAttributes, type petAttributesSchema } from '../domain/pet.ts';
import { mapAttributes, type PetEventOf } from '../domain/petEvents.ts';
import { mergePatchOf, type PetChanges, withoutPersonal } from '../domain/splitPersonal.ts';
import type { RecordedPetEvent } from '../streams/petStream.ts';
import type { MessageAttributes, MessagePet, messageAttributesSchema } from './messagePet.ts';
import type { PetMessage } from './petMessageSchemas.ts';

// The mappers from the domain's shape to the messages'. The two agree today. When the domain's moves on, these no longer
// compile, and are where the messages' is kept: docs/extending.md, "A changed shape".

/** The attributes that a schema knows. The others, which it lets pass, would hide every difference from the compiler. */
type Known<S extends z.ZodMiniObject> = { [Name in keyof S['shape']]: z.infer<S['shape'][Name]> };

export const messageAttributes = (attributes: PetAttributes): MessageAttributes =>
  attributes as Known<typeof petAttributesSchema> satisfies Known<typeof messageAttributesSchema>;

/** The domain's changes as a merge patch (RFC 7396) of the messages' shape. */
export const messageChanges = (changes: PetChanges): JsonObject => mergePatchOf(changes);

export const messagePet = (pet: Pet): MessagePet => inReadingOrder(pet);

/** An event as other teams may learn of it, where they may not learn what is personal. */
export function withoutPersonalData(event: RecordedPetEvent): RecordedPetEvent {
  const data = mapAttributes(event, { whole: withoutPersonal, changes: ({ $personal: _, ...changes }) => changes });
  return { ...event, state: event.state && withoutPersonal(event.state), data } as RecordedPetEvent;
}

type MessageType = PetMessage['detail-type'];
type MessageData<T extends MessageType> = Extract<PetMessage, { 'detail-type': T }>['detail']['data'];
/** The types whose data is not what their message promises. */
type Differing = {
  [T in MessageType]: PetEventOf<T>['data'] extends MessageData<T> ? never : T;
}[MessageType];

/** The message's data, of the event's and the pet after it: what a change leaves as it was, the pet alone has. */
type Mapper<T extends MessageType> = (data: PetEventOf<T>['data'], after: PetAttributes | null) => MessageData<T>;

const mappers: { [T in 'PetCreated' | 'PetUpdated' | Differing]: Mapper<T> } = {
  PetCreated: ({ pet }) => ({ pet: messageAttributes(pet) }),
  PetUpdated: ({ changes }) => ({ changes: messageChanges(changes) }),
};

/** The data of an event's message; of a type that has no mapper, the event's own. */
export function messageData({ type, data, state }: RecordedPetEvent): MessageData<MessageType> {
  const mapper = (mappers as { [type: string]: Mapper<MessageType> | undefined })[type];
  return mapper ? mapper(data as never, state) : (data as MessageData<MessageType>);
}
