import { openApiDocument } from '../openapi/openApiDocument.ts';

/**
 * The documents that others build on, made from the code, by their place in the repository. They are committed, so that
 * every change to them shows; `npm run docs` writes them.
 */
export function documents(version: string): Record<string, object> {
  return { 'docs/openapi.json': openApiDocument(version) };
}
