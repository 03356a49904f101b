import * as z from 'zod/mini';
import { petMessageSchemas } from '../messages/petMessageSchemas.ts';

/**
 * What a consumer reads of the messages: by type of event, the paths of fields in `detail` with their JSON types, such as
 * `{"PetCreated": {"pet.name": "string"}}`. An element of a list is `[]`, as in `pet.tags.[]`.
 */
export interface PinnedContract {
  consumer: string;
  reads: Record<string, Record<string, string>>;
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** What the messages of this version no longer promise of what a consumer reads; empty where they promise all. */
export function brokenReads(
  { consumer, reads }: PinnedContract,
  schemas: Record<string, z.core.$ZodType> = petMessageSchemas,
): string[] {
  return Object.entries(reads).flatMap(([type, fields]) => {
    const schema = schemas[type];
    if (!schema) return [`${consumer} reads ${type}, which is not published`];
    const detail = (z.toJSONSchema(schema) as JsonSchema).properties?.detail as JsonSchema;
    return Object.entries(fields).flatMap(([path, wanted]) => {
      const found = typesAt(detail, path.split('.'));
      const where = `${consumer} reads ${path} of ${type} as ${wanted}`;
      if (found.length === 0) return [`${where}, and it is not there`];
      return found.some((one) => one === wanted || (one === 'integer' && wanted === 'number'))
        ? []
        : [`${where}, and it is ${found.join(' or ')}`];
    });
  });
}

/** The JSON types that a path can lead to. */
function typesAt(schema: JsonSchema, [name, ...rest]: string[]): string[] {
  const alternatives = (schema.anyOf ?? [schema]) as JsonSchema[];
  return alternatives.flatMap((one) => {
    if (name === undefined) return one.type ?? (one.enum ?? [one.const]).map(typeOf);
    const inner = name === '[]' ? one.items : one.properties?.[name];
    return inner ? typesAt(inner as JsonSchema, rest) : [];
  });
}

const typeOf = (value: unknown): string => (value === null ? 'null' : typeof value);
