import { expect, test } from 'vitest';
import { breakingChanges } from '../../infra/build/breakingChanges.ts';
import committed from '../../schemas/PetUpdated.json' with { type: 'json' };

type Document = typeof committed;
/** What is found when a message's schema is changed. */
const changed = (change: (schema: Document) => unknown) => {
  const schema = structuredClone(committed);
  change(schema);
  return breakingChanges(committed, schema);
};
const metadata = '/properties/detail/properties/metadata';
const metadataOf = (schema: Document) => schema.properties.detail.properties.metadata;

test.each<[string, (schema: Document) => unknown]>([
  ['nothing', () => {}],
  ['an optional field', (schema) => Object.assign(metadataOf(schema).properties, { tenant: { type: 'string' } })],
  [
    'an optional object with required fields of its own',
    (schema) =>
      Object.assign(schema.properties.detail.properties, {
        shelter: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
      }),
  ],
  ['an optional field that is called like an annotation', (schema) => Object.assign(schema.properties, { title: {} })],
  [
    'wording',
    (schema) => {
      metadataOf(schema).properties.actor.description = 'Who did it.';
      Object.assign(schema, { title: 'Updated' });
    },
  ],
  ['the order of required fields', (schema) => metadataOf(schema).required.reverse()],
])('%s may change', (_, change) => {
  expect(changed(change)).toEqual([]);
});

test.each<[string, (schema: Document) => unknown, string]>([
  [
    'a field is removed',
    (schema) => Reflect.deleteProperty(metadataOf(schema).properties, 'replay'),
    `${metadata}/properties/replay was removed`,
  ],
  [
    'a field is renamed, which is a removal too',
    (schema) => {
      const { properties } = metadataOf(schema);
      Object.assign(properties, { author: properties.actor });
      Reflect.deleteProperty(properties, 'actor');
    },
    `${metadata}/properties/actor was removed`,
  ],
  [
    'a type changes',
    (schema) => {
      metadataOf(schema).properties.petId.type = 'integer';
    },
    `${metadata}/properties/petId/type changed`,
  ],
  [
    'a type becomes one of two',
    (schema) => Object.assign(metadataOf(schema).properties.petId, { type: ['string', 'null'] }),
    `${metadata}/properties/petId/type changed`,
  ],
  [
    'a required field becomes optional',
    (schema) => metadataOf(schema).required.splice(0, 1),
    `${metadata}/required: eventId became optional`,
  ],
  [
    'a field is added that is required',
    (schema) => {
      Object.assign(metadataOf(schema).properties, { tenant: { type: 'string' } });
      metadataOf(schema).required.push('tenant');
    },
    `${metadata}/required: tenant became required`,
  ],
  [
    'an optional field becomes required',
    (schema) => metadataOf(schema).required.push('causationId'),
    `${metadata}/required: causationId became required`,
  ],
  [
    'a value is added to an enumeration',
    (schema) => schema.properties.detail.properties.pet.properties.status.enum.push('fostered'),
    '/properties/detail/properties/pet/properties/status/enum changed',
  ],
  [
    'a limit changes',
    (schema) => {
      schema.properties.detail.properties.pet.properties.tags.maxItems = 100;
    },
    '/properties/detail/properties/pet/properties/tags/maxItems changed',
  ],
  [
    'a limit is lifted',
    (schema) => Reflect.deleteProperty(schema.properties.detail.properties.pet.properties.tags, 'maxItems'),
    '/properties/detail/properties/pet/properties/tags/maxItems was removed',
  ],
  [
    'objects are closed',
    (schema) => Object.assign(schema.properties.detail, { additionalProperties: false }),
    '/properties/detail/additionalProperties was added',
  ],
  [
    'a format changes',
    (schema) => {
      metadataOf(schema).properties.occurredAt.format = 'date';
    },
    `${metadata}/properties/occurredAt/format changed`,
  ],
  [
    'all required fields become optional',
    (schema) => Reflect.deleteProperty(schema.properties.detail, 'required'),
    '/properties/detail/required: metadata became optional',
  ],
])('%s: that breaks consumers', (_, change, finding) => {
  expect(changed(change)).toContain(finding);
});
