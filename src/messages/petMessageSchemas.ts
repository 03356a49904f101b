import * as z from 'zod/mini';
import { petAttributesSchema } from '../domain/pet.ts';
import type { PetEvent } from '../domain/petEvents.ts';

// These schemas are a promise to every consumer: they may only gain optional fields. A test compares them with the
// committed documents in schemas/.

const described = <S extends z.core.$ZodType>(schema: S, description: string): S => {
  z.globalRegistry.add(schema, { description });
  return schema;
};
const text = (description: string) => described(z.string(), description);
const time = (description: string) =>
  described(z.iso.datetime(), `${description}: ISO 8601 in UTC, with milliseconds.`);
const version = (description: string) => described(z.int().check(z.positive()), description);

const metadata = z.object({
  eventId: text('The ULID of the event, the same in every delivery and every replay: deduplicate on it.'),
  petId: text('The pet that the event happened to.'),
  version: version(
    "The event's position among the events of its pet, from 1, without gaps: the order to apply them in.",
  ),
  schemaVersion: version('Raised whenever a message gains a field.'),
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

const petSchema = z.extend(petAttributesSchema, {
  petId: z.string(),
  version: version("The event's version."),
  createdAt: time("When the pet's present life began"),
  updatedAt: time('When the event was recorded'),
});

/** In a message that would outgrow the bus, the pet is left out and linked to. */
const petAfter = {
  pet: described(z.optional(petSchema), 'The pet as the event left it; left out where the message would be too large.'),
  links: z.optional(
    z.object({ pet: text('Only where pet was left out: the path in the API that has the pet as the event left it.') }),
  ),
};

/** What the bus carries for one type of event: what an EventBridge rule matches and a target receives. */
const message = <T extends PetEvent['type'], D extends z.core.$ZodType>(type: T, detail: D, description: string) =>
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
      detail,
    }),
    description,
  );

/** The messages by their detail-type. */
export const petMessageSchemas = {
  PetCreated: message(
    'PetCreated',
    z.object({
      metadata,
      data: z.object({ pet: described(petAttributesSchema, 'The attributes that the pet was created with.') }),
      ...petAfter,
    }),
    'A pet was created, or came back after a deletion.',
  ),
  PetUpdated: message(
    'PetUpdated',
    z.object({
      metadata,
      data: z.object({
        changes: described(
          z.looseObject({}),
          'What changed, as a JSON Merge Patch (RFC 7396): a new value by field, null where a field was removed.',
        ),
      }),
      ...petAfter,
    }),
    'Attributes of a pet changed.',
  ),
  PetDeleted: message(
    'PetDeleted',
    z.object({ metadata, data: z.object({}), pet: z.null() }),
    'A pet was deleted. It may be created again: its versions then go on.',
  ),
} satisfies Record<PetEvent['type'], z.core.$ZodType>;

export type PetCreatedMessage = z.infer<typeof petMessageSchemas.PetCreated>;
export type PetUpdatedMessage = z.infer<typeof petMessageSchemas.PetUpdated>;
export type PetDeletedMessage = z.infer<typeof petMessageSchemas.PetDeleted>;

/** An event as a target of an EventBridge rule receives it. */
export type PetMessage = PetCreatedMessage | PetUpdatedMessage | PetDeletedMessage;
/** Only in messages that were published again. */
export type Replay = NonNullable<PetMessage['detail']['metadata']['replay']>;
