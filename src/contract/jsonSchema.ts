import * as z from 'zod/mini';
import type { JsonObject } from '../domain/jsonValue.ts';

/** The JSON Schema that a reader of a message or a body needs, in one of the drafts. */
export function jsonSchema(schema: z.core.$ZodType, target: 'draft-4' | 'draft-7'): JsonObject {
  return z.toJSONSchema(schema, {
    target,
    // What may be read, not only what is written: objects stay open for the fields to come.
    io: 'input',
    override({ jsonSchema }) {
      // zod's patterns for dates are a screenful each; the format says the same.
      if (jsonSchema.format === 'date' || jsonSchema.format === 'date-time') delete jsonSchema.pattern;
    },
  }) as unknown as JsonObject;
}
