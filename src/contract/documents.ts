import { logCheckpointSigned } from '../messages/logCheckpointSigned.ts';
import { petMessageSchemas } from '../messages/petMessageSchemas.ts';
import { asyncApi } from './asyncApi.ts';
import { jsonSchema } from './jsonSchema.ts';
import { openApiDocument } from './openApiDocument.ts';

/**
 * The documents that consumers build on, made from the schemas in the code, by their place in the repository. They are
 * committed, so that every change to them shows; `npm run docs` writes them.
 */
export function documents(version: string): Record<string, object> {
  return {
    ...Object.fromEntries(
      Object.entries({ ...petMessageSchemas, LogCheckpointSigned: logCheckpointSigned }).map(([type, schema]) => [
        `schemas/${type}.json`,
        // What EventBridge's schema registry takes.
        { title: type, ...jsonSchema(schema, 'draft-4') },
      ]),
    ),
    'docs/openapi.json': openApiDocument(version),
    'docs/asyncapi.json': asyncApi(version),
  };
}
