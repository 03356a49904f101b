import * as z from 'zod/mini';
import { PET_ID, petAttributesSchema } from '../domain/pet.ts';
import { eventSchemas } from './eventSchemas.ts';
import { attributeNotes, examplePet } from './examplePet.ts';
import { type JsonSchema, orNull, ref } from './ref.ts';

type AttributeName = keyof typeof attributeNotes;

/** The JSON Schema (2020-12) of the attributes, from the schema that validates requests. */
const attributes = z.toJSONSchema(petAttributesSchema, {
  override({ jsonSchema }) {
    // The format says the same as the pattern of a screenful, and so do the lengths.
    if (jsonSchema.format) delete jsonSchema.pattern;
    const sized = /^\^\[\\s\\S\]\{(\d+),(\d+)\}\$$/.exec(jsonSchema.pattern ?? '');
    if (!sized) return;
    delete jsonSchema.pattern;
    Object.assign(jsonSchema, { minLength: Number(sized[1]), maxLength: Number(sized[2]) });
  },
}) as { properties: Record<AttributeName, JsonSchema>; required: string[] };

const attributeProperties = Object.fromEntries(
  Object.entries(attributes.properties).map(([name, schema]) => [
    name,
    { ...schema, ...attributeNotes[name as AttributeName] },
  ]),
);

/** A null member of a merge patch removes the member, so only what a pet can't be without takes no null. */
const mergeable = Object.fromEntries(
  Object.entries(attributeProperties).map(([name, schema]) => [
    name,
    attributes.required.includes(name) ? schema : orNull(schema),
  ]),
);

const petId: JsonSchema = { type: 'string', pattern: PET_ID.source, examples: [examplePet.petId] };
const time: JsonSchema = { type: 'string', format: 'date-time', readOnly: true };
const { petId: _, version: __, createdAt: ___, updatedAt: ____, ...exampleAttributes } = examplePet;

const pet: JsonSchema = {
  type: 'object',
  description: 'A pet. Members that are not listed are kept as they came.',
  properties: {
    petId: { ...petId, description: 'The id: a ULID made by the service, or what the caller brought.' },
    ...attributeProperties,
    version: {
      type: 'integer',
      minimum: 1,
      readOnly: true,
      description: 'How many changes the pet has seen; its ETag is this number in quotes.',
    },
    createdAt: { ...time, description: "When the pet's present life began." },
    updatedAt: { ...time, description: 'When the pet was last changed.' },
  },
  required: ['petId', ...attributes.required, 'version', 'createdAt', 'updatedAt'],
  additionalProperties: true,
  examples: [examplePet],
};

const problem: JsonSchema = {
  type: 'object',
  description: 'Why a request was refused (RFC 9457).',
  properties: {
    type: { type: 'string', format: 'uri-reference', description: 'Which problem it is: stable, for programs.' },
    title: { type: 'string', description: 'What the problem is, for people.' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    detail: { type: 'string', description: 'What is wrong with this very request.' },
    requestId: { type: 'string', description: 'The id to name when asking for help; also in x-request-id.' },
    errors: {
      type: 'array',
      minItems: 1,
      description: 'What is wrong where: in the body, or at /query/..., /path/... or /headers/...',
      items: {
        type: 'object',
        properties: {
          pointer: { type: 'string', format: 'json-pointer', description: "RFC 6901; '' is the whole body." },
          message: { type: 'string' },
        },
        required: ['pointer', 'message'],
        additionalProperties: false,
      },
    },
    history: { type: 'string', format: 'uri-reference', description: 'Where a pet that was deleted has its history.' },
  },
  required: ['type', 'title', 'status', 'detail', 'requestId'],
};

/** The document's `components.schemas`. */
export const schemas: Record<string, JsonSchema> = {
  Pet: pet,
  NewPet: {
    type: 'object',
    description:
      'A pet to be. Members that are not listed are kept as they came; null members are left out; `version`, ' +
      '`createdAt` and `updatedAt` are ignored.',
    properties: { petId: { ...orNull(petId), description: 'Left out, the service makes a ULID.' }, ...mergeable },
    required: attributes.required,
    additionalProperties: true,
    examples: [exampleAttributes],
  },
  PetPatch: {
    type: 'object',
    description:
      'A JSON Merge Patch (RFC 7396): null removes a member, objects merge, anything else replaces. `version`, ' +
      '`createdAt` and `updatedAt` are ignored, so that a pet that was read can be edited and sent back.',
    properties: { petId: { ...petId, description: 'That of the path, or left out.' }, ...mergeable },
    additionalProperties: true,
    examples: [{ weightKg: 13, notes: null, address: { city: 'Bonn' } }],
  },
  PetPage: {
    type: 'object',
    properties: {
      items: { type: 'array', maxItems: 100, items: ref('Pet') },
      nextCursor: ref('NextCursor'),
      partial: {
        const: true,
        description: 'The page looked at enough pets before it was full. Its `nextCursor` goes on from there.',
      },
    },
    required: ['items', 'nextCursor'],
    additionalProperties: false,
    examples: [{ items: [examplePet], nextCursor: null }],
  },
  NextCursor: {
    type: ['string', 'null'],
    description: 'The `cursor` of the next page of the same list; null on the last page.',
  },
  PetAttributes: {
    type: 'object',
    description: 'What a pet is, beside what the service says of it.',
    properties: attributeProperties,
    required: attributes.required,
    additionalProperties: true,
  },
  ...eventSchemas,
  Links: {
    type: 'object',
    properties: {
      links: { type: 'object', additionalProperties: { type: 'string', format: 'uri-reference' } },
    },
    required: ['links'],
    additionalProperties: false,
    examples: [{ links: { pets: '/pets', docs: '/docs' } }],
  },
  Health: {
    type: 'object',
    properties: { status: { const: 'ok' } },
    required: ['status'],
    additionalProperties: false,
    examples: [{ status: 'ok' }],
  },
  OpenApi: {
    type: 'object',
    properties: { openapi: { type: 'string' }, info: { type: 'object' }, paths: { type: 'object' } },
    required: ['openapi', 'info', 'paths'],
    additionalProperties: true,
  },
  AsyncApi: {
    type: 'object',
    properties: { asyncapi: { type: 'string' }, info: { type: 'object' }, channels: { type: 'object' } },
    required: ['asyncapi', 'info', 'channels'],
    additionalProperties: true,
  },
  Text: { type: 'string' },
  Problem: problem,
  GatewayError: {
    type: 'object',
    description: 'An error that API Gateway answers itself, without the service.',
    properties: { message: { type: ['string', 'null'] } },
    required: ['message'],
    additionalProperties: false,
    examples: [{ message: 'Too Many Requests' }],
  },
};
