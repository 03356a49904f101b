/** A JSON Schema, draft 2020-12. */
export type JsonSchema = { [keyword: string]: unknown };

/** A reference to one of the document's schemas. */
export const ref = (schema: string): JsonSchema => ({ $ref: `#/components/schemas/${schema}` });

export const orNull = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: 'null' }] });
