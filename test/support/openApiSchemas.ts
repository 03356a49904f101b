import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';
import document from '../../docs/openapi.json' with { type: 'json' };

// The package's types describe an ES module; at run time it is CommonJS, and both spellings exist.
const addFormats = addFormatsModule as unknown as typeof addFormatsModule.default;
// Not strict: the document around the schemas has keywords of its own.
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema(document, 'openapi.json');

/** What is wrong with a value by a schema of the OpenAPI document, named by its JSON Pointer; empty for a valid one. */
export function schemaErrors(pointer: string, value: unknown): string[] {
  const validate = ajv.getSchema(`openapi.json#${pointer}`);
  if (!validate) throw new Error(`the document has no schema at ${pointer}`);
  if (validate(value)) return [];
  return validate.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`);
}
