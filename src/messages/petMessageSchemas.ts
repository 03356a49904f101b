import * as z from 'zod/mini';
import type { PetEventType, petEvents } from '../domain/petEvents.ts';
import { described, text, time, version } from './described.ts';
import { messageAttributesSchema, messagePetSchema } from './messagePet.ts';
import { MESSAGE_VERSION } from './messageVersion.ts';

// These schemas are a promise to every consumer: they may only gain optional fields. A test compares them with the
// committed documents in schemas/.

const metadata = z.object({
  eventId: text('The ULID of the event, the same in every delivery and every replay: deduplicate on it.'),
  petId: text('The pet that the event happened to.'),
  version: version(
    "The event's position among the events of its pet, from 1, without gaps: the order to apply them in.",
  ),
  schemaVersion: described(z.int().check(z.positive()), 'Raised whenever a message gains a field.', MESSAGE_VERSION),
  occurredAt: time('When the event was recorded'),
  actor: text('Who caused the event: the subject of a token, the ARN of a principal, or anonymous.'),
  correlationId: text('The business transaction that the event belongs to.'),
  causationId: z.optional(text('The id of the message or event that caused this one.')),
  requestId: text('The request that caused the event.'),
  traceparent: z.optional(text('The W3C Trace Context of that request.')),
  replay: described(
    z.optional(z.object({ name: text('What the replay was called.'), at: time('When it was published again') })),
    'Only in events that were published again, which have the source pets.replay.',
  ),
});

/** In a message that would outgrow the bus, the pet is left out and linked to. */
const leavesPet = {
  pet: described(
    z.optional(messagePetSchema),
    'The pet as the event left it; left out where the message would be too large.',
  ),
  links: z.optional(
    z.object({ pet: text('Only where pet was left out: the path in the API that has the pet as the event left it.') }),
  ),
};
const leavesNone = { pet: z.null() };
const leavesEither = {
  ...leavesPet,
  pet: described(
    z.optional(z.nullable(messagePetSchema)),
    'The pet as the event left it, null if it is deleted; left out where the message would be too large.',
  ),
};
type Leaves<T extends PetEventType> = {
  'a live pet': typeof leavesPet;
  'no live pet': typeof leavesNone;
  'what was there': typeof leavesEither;
}[(typeof petEvents)[T]['leaves']];

/** What the bus carries for one type of event: what an EventBridge rule matches and a target receives. */
const message = <T extends PetEventType, D extends z.core.$ZodType>(
  type: T,
  says: string,
  data: D,
  leaves: Leaves<T>,
) =>
  described(
    z.object({
      version: z.literal('0'),
      id: text('The id of this delivery. Another one when the event is published again: do not deduplicate on it.'),
      'detail-type': z.literal(type),
      source: z.enum(['pets', 'pets.replay']),
      account: z.string(),
      time: described(z.iso.datetime(), 'occurredAt, in seconds.'),
      region: z.string(),
      resources: z.array(z.string()),
      detail: z.object({ metadata, data, ...leaves }),
    }),
    says,
  );

/** The messages by their detail-type. */
export const petMessageSchemas = {
  PetCreated: message(
    'PetCreated',
    'A pet was created, or came back after a deletion.',
    z.object({ pet: described(messageAttributesSchema, 'The attributes that the pet was created with.') }),
    leavesPet,
  ),
  PetUpdated: message(
    'PetUpdated',
    'Attributes of a pet changed.',
    z.object({
      changes: described(
        z.looseObject({}),
        'What changed, as a JSON Merge Patch (RFC 7396): a new value by field, null where a field was removed.',
      ),
    }),
    leavesPet,
  ),
  PetDeleted: message(
    'PetDeleted',
    'A pet was deleted. It may be created again: its versions then go on.',
    z.object({}),
    leavesNone,
  ),
  PersonalDataErased: message(
    'PersonalDataErased',
    'Personal data of a pet was erased, from its past as well. Erase what you keep of it.',
    z.object({
      fields: described(
        z.array(z.string()),
        'What was erased: names of attributes, and other for all attributes that the service does not know.',
      ),
    }),
    leavesEither,
  ),
} satisfies Record<PetEventType, z.core.$ZodType>;

type Messages = { [T in keyof typeof petMessageSchemas]: z.infer<(typeof petMessageSchemas)[T]> };
export type PetCreatedMessage = Messages['PetCreated'];
export type PetUpdatedMessage = Messages['PetUpdated'];
export type PetDeletedMessage = Messages['PetDeleted'];
export type PersonalDataErasedMessage = Messages['PersonalDataErased'];

/** An event as a target of an EventBridge rule receives it. */
export type PetMessage = Messages[keyof Messages];
/** Only in messages that were published again. */
export type Replay = NonNullable<PetMessage['detail']['metadata']['replay']>;
