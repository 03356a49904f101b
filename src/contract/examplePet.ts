import type { petAttributesSchema } from '../domain/pet.ts';
import type { JsonSchema } from './ref.ts';

/** The pet that the document's examples show. */
export const examplePet = {
  petId: '01KAS2J9QH4Z1V5T8R0N6W3XYE',
  name: 'Fido',
  type: 'dog',
  breed: 'Beagle',
  weightKg: 12.5,
  tags: ['good'],
  version: 3,
  createdAt: '2026-03-01T09:30:00.000Z',
  updatedAt: '2026-03-04T17:05:12.345Z',
};

/** What the document says of the attributes, beyond what the schema can. */
export const attributeNotes: { [Name in keyof typeof petAttributesSchema.shape]?: JsonSchema } = {
  name: { description: "The pet's name.", examples: ['Fido'] },
  type: { description: 'What kind of animal it is; lists can be filtered by it.', examples: ['dog', 'cat'] },
  breed: { examples: ['Beagle'] },
  color: { examples: ['tricolor'] },
  sex: { examples: ['female'] },
  notes: { examples: ['Afraid of thunder.'] },
  microchipId: { examples: ['276098106234567'] },
  ownerId: { examples: ['owner-4711'] },
  birthDate: { description: 'A day of the calendar, as ISO 8601 writes it.', examples: ['2024-02-29'] },
  weightKg: { description: 'The weight in kilograms.', examples: [12.5] },
  tags: { examples: [['good', 'house-trained']] },
  photoUrls: { examples: [['https://example.com/fido.jpg']] },
  status: { description: 'Where the pet stands on its way to a home.', examples: ['available'] },
};
