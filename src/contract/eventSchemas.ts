import { PET_ID } from '../domain/pet.ts';
import { PET_EVENT_TYPES } from '../domain/petEvents.ts';
import { PERSONAL_NAMES } from '../domain/splitPersonal.ts';
import { examplePet } from './examplePet.ts';
import { type JsonSchema, orNull, ref } from './ref.ts';

const text: JsonSchema = { type: 'string' };
const ulid: JsonSchema = { type: 'string', pattern: '^[0-7][0-9A-HJKMNP-TV-Z]{25}$' };
const digest: JsonSchema = { type: 'string', pattern: '^[0-9a-f]{64}$' };
const base64: JsonSchema = {
  type: 'string',
  pattern: '^[A-Za-z0-9+/]{43}=$',
  description: 'A SHA-256 hash in base64.',
};
const version: JsonSchema = { type: 'integer', minimum: 1 };
const pointer: JsonSchema = {
  type: 'string',
  format: 'json-pointer',
  description: "RFC 6901, into the pet's attributes.",
};
const occurredAt: JsonSchema = { type: 'string', format: 'date-time' };
const { petId, version: _, createdAt: __, updatedAt: ___, ...examplePetAttributes } = examplePet;

const metadata: JsonSchema = {
  type: 'object',
  properties: {
    actor: { ...text, description: 'Who caused it: the subject of a token, the ARN of a principal, or anonymous.' },
    requestId: text,
    correlationId: { ...text, description: 'The business transaction that it belongs to.' },
    causationId: { ...text, description: 'The id of the message or event that caused it.' },
    traceparent: { ...text, description: 'W3C Trace Context, as received.' },
  },
  required: ['actor', 'requestId', 'correlationId'],
};

const erased: JsonSchema = {
  type: 'array',
  items: { type: 'string', enum: PERSONAL_NAMES },
  description: 'The personal data that the pet had after the event, and that was erased since.',
};

/** What an event has, whichever way it is shown. */
const common = {
  eventId: { ...ulid, description: 'Sorts within a pet as its versions do.' },
  petId: { type: 'string', pattern: PET_ID.source },
  version: { ...version, description: "The event's position among those of its pet, from 1, without gaps." },
  type: { type: 'string', enum: PET_EVENT_TYPES },
  schemaVersion: version,
  occurredAt,
  metadata,
  previousHash: { ...orNull(digest), description: 'The hash of the version before; null for the first.' },
  hash: {
    ...digest,
    description: 'SHA-256 over the stored event without its hash and its personal values, as RFC 8785 JSON.',
  },
};
const exampleCommon = {
  eventId: '01KAS2J9QH4Z1V5T8R0N6W3XYE',
  petId,
  version: 1,
  type: 'PetCreated',
  schemaVersion: 1,
  occurredAt: '2026-03-01T09:30:00.000Z',
  metadata: { actor: 'auth0|ann', requestId: 'checkout-7f3a', correlationId: 'adoption-2026-0042' },
  previousHash: null,
  hash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
};

const page = (items: JsonSchema, nextCursor: JsonSchema, more: Record<string, JsonSchema> = {}): JsonSchema => ({
  type: 'object',
  properties: { items: { type: 'array', maxItems: 100, items }, nextCursor, ...more },
  required: ['items', 'nextCursor', ...Object.keys(more)],
  additionalProperties: false,
});

/** The schemas of what the audit routes answer. Events may gain members: readers leave alone what they do not know. */
export const eventSchemas: Record<string, JsonSchema> = {
  Event: {
    type: 'object',
    description: 'A change of a pet, as it was recorded.',
    properties: {
      index: { type: 'integer', minimum: 0, description: 'Its place in the log; only in a list `after` an index.' },
      ...common,
      data: {
        type: 'object',
        description:
          '`pet` of a PetCreated, `changes` (a merge patch, RFC 7396) of a PetUpdated, nothing of a PetDeleted, `fields` of a PersonalDataErased.',
      },
      state: { ...orNull(ref('PetAttributes')), description: 'The attributes after it; null after a deletion.' },
      createdEventId: {
        ...orNull(ulid),
        description: "The PetCreated that began the pet's present life; null after a deletion.",
      },
      erased,
    },
    required: [...Object.keys(common), 'data', 'state', 'createdEventId'],
    examples: [
      {
        ...exampleCommon,
        data: { pet: examplePetAttributes },
        state: examplePetAttributes,
        createdEventId: exampleCommon.eventId,
      },
    ],
  },
  HistoryItem: {
    type: 'object',
    description: 'A change of a pet, field by field.',
    properties: {
      ...common,
      erased,
      changes: {
        type: 'array',
        items: {
          type: 'object',
          description: 'No `before` where there was nothing, no `after` where there is nothing any more.',
          properties: {
            pointer,
            before: {},
            after: {},
            erased: { const: true, description: 'A value that is missing here was erased.' },
          },
          required: ['pointer'],
          additionalProperties: false,
        },
      },
    },
    required: [...Object.keys(common), 'changes'],
    examples: [
      {
        ...exampleCommon,
        changes: [
          { pointer: '/name', after: 'Fido' },
          { pointer: '/type', after: 'dog' },
        ],
      },
    ],
  },
  PetOrNull: {
    type: ['object', 'null'],
    ...orNull(ref('Pet')),
    description: 'A pet; null where it is deleted.',
    examples: [null],
  },
  Message: {
    type: 'object',
    description: 'An event as subscribers are told of it: asyncapi.json describes the `detail` of every type.',
    properties: {
      source: { type: 'string', enum: ['pets'] },
      'detail-type': { type: 'string', enum: PET_EVENT_TYPES },
      detail: { type: 'object' },
    },
    required: ['source', 'detail-type', 'detail'],
  },
  HistoryPage: page({ anyOf: [ref('HistoryItem'), ref('Message')] }, ref('NextCursor')),
  EventPage: page(
    { anyOf: [ref('Event'), ref('Message')] },
    {
      type: ['string', 'null'],
      description:
        'The `cursor` to go on with, also when there is nothing more for now; null behind a `to` that has passed, and ' +
        'in a list `after` an index, where the last index is what to go on with.',
    },
    { caughtUp: { type: 'boolean', description: 'Whether that was all for now.' } },
  ),
  Receipt: {
    type: 'object',
    description: 'The proof that the signed log holds an event.',
    properties: {
      leaf: { ...text, description: 'What was hashed: RFC 8785 JSON of eventId, hash, petId and version.' },
      index: { type: 'integer', minimum: 0, description: 'The place in the log, from 0.' },
      inclusion: { type: 'array', items: base64, description: 'The inclusion proof (RFC 9162 section 2.1.3).' },
      checkpoint: { ...text, description: 'The signed checkpoint, verbatim (C2SP tlog-checkpoint).' },
    },
    required: ['leaf', 'index', 'inclusion', 'checkpoint'],
    additionalProperties: false,
  },
  Consistency: {
    type: 'object',
    properties: {
      from: { type: 'integer', minimum: 0 },
      to: { type: 'integer', minimum: 0 },
      proof: { type: 'array', items: base64 },
    },
    required: ['from', 'to', 'proof'],
    additionalProperties: false,
    examples: [{ from: 0, to: 812, proof: [] }],
  },
  Blame: {
    type: 'object',
    description: 'For every field of the present pet, the event that last set it.',
    properties: {
      petId: common.petId,
      version,
      fields: {
        type: 'array',
        items: {
          type: 'object',
          properties: { pointer, value: {}, version, eventId: ulid, occurredAt, actor: text },
          required: ['pointer', 'value', 'version', 'eventId', 'occurredAt', 'actor'],
          additionalProperties: false,
        },
      },
      nextCursor: {
        type: 'string',
        description:
          'Only if the fields are more than one answer carries: the `cursor` of the others. It holds until the pet changes.',
      },
    },
    required: ['petId', 'version', 'fields'],
    additionalProperties: false,
    examples: [
      {
        petId,
        version: 1,
        fields: [
          {
            pointer: '/name',
            value: 'Fido',
            version: 1,
            eventId: exampleCommon.eventId,
            occurredAt: exampleCommon.occurredAt,
            actor: exampleCommon.metadata.actor,
          },
        ],
      },
    ],
  },
};
