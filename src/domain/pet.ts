import * as z from 'zod/mini';
import type { JsonObject, Violation } from './jsonValue.ts';
import { inMemberOrder, pointerTo } from './jsonValue.ts';

/** Letters counted as a reader counts them (code points), as JSON Schema does, not UTF-16 units. */
const text = (from: number, to: number) => {
  const message = `must be text of ${from} to ${to} characters`;
  const error = ({ input }: { input?: unknown }) => (input === undefined ? 'is missing' : message);
  return z.string({ error }).check(z.regex(new RegExp(`^[\\s\\S]{${from},${to}}$`, 'u'), message));
};
const anyText = () => z.string('must be text');
const textList = () =>
  z
    .array(z.string('must be text'), 'must be a list of at most 50 texts')
    .check(z.maxLength(50, 'must be a list of at most 50 texts'));

export const PET_STATUSES = ['available', 'pending', 'adopted', 'sold'] as const;

/** Of attributes that pets are looked for by: DynamoDB takes a key of 2,048 bytes, so longer values can't be found. */
export const LONGEST_VALUE = 256;
/** Personal data. So is every attribute that the schema does not know: see splitPersonal.ts. */
const personalAttributes = {
  ownerId: z.optional(anyText()),
  microchipId: z.optional(anyText()),
  notes: z.optional(anyText()),
  photoUrls: z.optional(textList()),
};

/** What a caller says of a pet. Any other key is kept as it came. */
export const petAttributesSchema = z.looseObject(
  {
    name: text(1, 200),
    type: text(1, 100),
    breed: z.optional(anyText()),
    color: z.optional(anyText()),
    sex: z.optional(anyText()),
    birthDate: z.optional(z.iso.date('must be an ISO date such as 2024-02-29')),
    weightKg: z.optional(z.number('must be a number above 0').check(z.positive('must be a number above 0'))),
    tags: z.optional(textList()),
    status: z.optional(z.enum(PET_STATUSES, `must be one of ${PET_STATUSES.join(', ')}`)),
    ...personalAttributes,
  },
  'must be a JSON object',
);

/** What a caller says of a pet: the attributes of the schema, and any other that JSON can carry. */
export type PetAttributes = JsonObject & z.infer<typeof petAttributesSchema>;

/** The attributes that the schema knows, and the personal ones among them. */
export const KNOWN_ATTRIBUTES: ReadonlySet<string> = new Set(Object.keys(petAttributesSchema.shape));
export const PERSONAL_ATTRIBUTES = Object.keys(personalAttributes) as (keyof typeof personalAttributes)[];

/** The attributes of the schema alone. */
export type KnownAttributes = Named<z.infer<typeof petAttributesSchema>>;
type Named<T> = { [K in keyof T as string extends K ? never : K]: T[K] };

/** What the service says of a pet, beside its attributes. Ignored on update, so that GET -> edit -> PUT works. */
export interface ServerOwned {
  petId: string;
  version: number;
  /** Times are ISO 8601 in UTC, with milliseconds. */
  createdAt: string;
  updatedAt: string;
}
const SERVER_OWNED = { petId: true, version: true, createdAt: true, updatedAt: true } satisfies Record<
  keyof ServerOwned,
  true
>;

/** A pet as clients and rows carry it. */
export type Pet = PetAttributes & ServerOwned;

/** A copy whose members stand in reading order, always the same: equal pets are equal bytes. */
export function inReadingOrder({ petId, name, type, version, createdAt, updatedAt, ...others }: Pet): Pet {
  return { petId, name, type, ...inMemberOrder(others), version, createdAt, updatedAt };
}

/** A pet's id: a ULID made by the server, or an id that the caller brought on creation. */
export const PET_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** A merged pet may not outgrow what a single request may carry: 64 KiB of JSON, in bytes. */
export const MAX_PET_BYTES = 64 * 1024;

export function withoutServerOwned(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([key]) => !Object.hasOwn(SERVER_OWNED, key)));
}

/** Checks attributes against the schema: the typed attributes, or what is wrong and where. */
export function parsePetAttributes(
  attributes: JsonObject,
): { ok: true; pet: PetAttributes } | { ok: false; violations: Violation[] } {
  const result = petAttributesSchema.safeParse(attributes);
  if (result.success) return { ok: true, pet: attributes as PetAttributes };
  return {
    ok: false,
    violations: result.error.issues.map(({ path, message }) => ({
      pointer: path.reduce<string>((pointer, key) => pointerTo(pointer, String(key)), ''),
      message,
    })),
  };
}
