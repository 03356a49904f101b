import type { PET_STATUSES, petAttributesSchema } from '../../src/domain/pet.ts';

/** How a field is entered: `lines` is a list with one text a line, `json` is any value as JSON text. */
export type FieldKind = 'text' | 'species' | 'number' | 'date' | 'status' | 'boolean' | 'area' | 'lines' | 'json';

type Statuses = Record<(typeof PET_STATUSES)[number], string>;

/** The input that holds every field without one of its own. */
export const OTHERS = 'others';

type FieldName = keyof typeof petAttributesSchema.shape | typeof OTHERS;

/** The form's fields in order, each with its label and kind. */
export const PET_FIELDS: Record<FieldName, [label: string, kind: FieldKind]> = {
  name: ['Name', 'text'],
  type: ['Type', 'species'],
  breed: ['Breed', 'text'],
  status: ['Status', 'status'],
  color: ['Color', 'text'],
  sex: ['Sex', 'text'],
  birthDate: ['Date of birth', 'date'],
  weightKg: ['Weight in kg', 'number'],
  microchipId: ['Microchip', 'text'],
  ownerId: ['Owner', 'text'],
  tags: ['Tags, one per line', 'lines'],
  photoUrls: ['Photo URLs, one per line', 'lines'],
  notes: ['Notes', 'area'],
  [OTHERS]: ['Other fields, as a JSON object', 'json'],
};

/** The fields that the API demands. */
export const REQUIRED: ReadonlySet<string> = new Set(['name', 'type'] satisfies FieldName[]);

/** The kinds of which one value is chosen: each value as the form's text, and its label. */
export const CHOICES: Partial<Record<FieldKind, Record<string, string>>> = {
  status: { available: 'available', pending: 'pending', adopted: 'adopted', sold: 'sold' } satisfies Statuses,
  boolean: { true: 'yes', false: 'no' },
};

/** The field of the form that a JSON Pointer of the API leads to. */
export function fieldAt(pointer: string): string {
  const name = pointer.split('/')[1]?.replaceAll('~1', '/').replaceAll('~0', '~') ?? '';
  return Object.hasOwn(PET_FIELDS, name) ? name : OTHERS;
}
