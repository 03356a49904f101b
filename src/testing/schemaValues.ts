import fc from 'fast-check';
import * as z from 'zod/mini';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Small values that a schema allows. Throws for keywords that the schemas of events do not use. */
export const schemaValues = <S extends z.ZodMiniType>(schema: S): fc.Arbitrary<z.infer<S>> =>
  valuesOf(z.toJSONSchema(schema)) as fc.Arbitrary<z.infer<S>>;

function valuesOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((one) => valuesOf(one as JsonSchema)));
  switch (schema.type) {
    case 'string':
      return textsOf(schema);
    case 'integer':
      return fc.integer({ min: schema.exclusiveMinimum === 0 ? 1 : (schema.minimum ?? 0), max: 1000 });
    case 'number':
      return fc.integer({ min: 1, max: 10_000 }).map((hundredths) => hundredths / 100);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.uniqueArray(valuesOf(schema.items as JsonSchema), { maxLength: 3 });
    case 'object':
      return fc.record(
        Object.fromEntries(
          Object.entries(schema.properties ?? {}).map(([name, value]) => [name, valuesOf(value as JsonSchema)]),
        ),
        { requiredKeys: schema.required ?? [], noNullPrototype: true },
      );
    default:
      throw new Error(`there are no values for the schema ${JSON.stringify(schema)}`);
  }
}

function textsOf({ format, pattern }: JsonSchema): fc.Arbitrary<string> {
  const time = fc.date({ min: new Date('2000-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
  if (format === 'date') return time.map((date) => date.toISOString().slice(0, 10));
  if (format === 'date-time') return time.map((date) => date.toISOString());
  return pattern ? fc.stringMatching(new RegExp(pattern), { size: '-1' }) : fc.string({ maxLength: 8 });
}
