import fc from 'fast-check';
import { jsonValue } from '../support/arbitraries.ts';

export interface Schema {
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: unknown;
  items?: Schema;
  anyOf?: Schema[];
  enum?: unknown[];
  pattern?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  maxItems?: number;
}

/** Values that a schema of the OpenAPI document allows, mostly small ones, for the keywords that it uses. */
export function valuesOf(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(valuesOf));
  switch (schema.type) {
    case 'string':
      return textsOf(schema);
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -1000, max: schema.maximum ?? 1000 });
    case 'number':
      return fc.double({ min: (schema.exclusiveMinimum ?? -1e15) + 1e-6, max: 1e15, noNaN: true });
    case 'array':
      return fc.array(valuesOf(schema.items ?? {}), { maxLength: Math.min(schema.maxItems ?? 3, 50), size: '-1' });
    case 'object':
      return objectsOf(schema);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case undefined:
      return jsonValue;
    default:
      throw new Error(`no values for the type ${schema.type}`);
  }
}

function textsOf({ pattern, format, minLength = 0, maxLength = 40 }: Schema): fc.Arbitrary<string> {
  if (pattern) return fc.stringMatching(new RegExp(pattern), { size: '-1' });
  if (format === 'date') {
    return fc
      .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
  }
  if (format === 'date-time') {
    return fc.oneof(
      fc
        .date({ noInvalidDate: true, min: new Date('0000-01-01'), max: new Date('9999-12-31') })
        .map((date) => date.toISOString()),
      fc.constantFrom('1969-12-31T23:59:59Z', '1970-01-01T00:00:00+14:00', '9999-12-31T23:59:59.999999999-12:00'),
    );
  }
  if (format !== undefined) throw new Error(`no values for the format ${format}`);
  // A unit is a code point, as JSON Schema counts.
  return fc.string({ unit: 'binary', minLength, maxLength });
}

function objectsOf({ properties = {}, required = [], additionalProperties }: Schema): fc.Arbitrary<object> {
  const known = fc.record(
    Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, valuesOf(schema)])),
    { requiredKeys: required, noNullPrototype: true },
  );
  if (additionalProperties === false) return known;
  const others = fc.dictionary(
    fc.string({ minLength: 1, maxLength: 8 }).map((key) => `x ${key}`),
    jsonValue,
    {
      maxKeys: 2,
      noNullPrototype: true,
    },
  );
  return fc.tuple(known, others).map(([first, second]) => ({ ...second, ...first }));
}
