import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import document from '../../docs/openapi.json' with { type: 'json' };
import { described } from '../../src/contract/openApiDocument.ts';
import { operations } from '../../src/contract/operations.ts';
import { parameters } from '../../src/contract/parameters.ts';
import { responseHeaders } from '../../src/contract/responseHeaders.ts';
import { problems } from '../../src/http/problems.ts';
import type { RouteName } from '../../src/routes.ts';
import { schemaErrors } from '../support/openApiSchemas.ts';

const paths: Record<string, Record<string, { security: object[] }>> = document.paths;
const schemas: Record<string, { type: unknown; examples?: unknown[] }> = document.components.schemas;

test('it is an OpenAPI 3.1 document whose references lead somewhere', async () => {
  const validator = new Validator();
  expect(await validator.validate(structuredClone(document))).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
  expect(() => validator.resolveRefs()).not.toThrow();
});

test('it has every route with its scope, and nothing else', () => {
  const found = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security }]) => ({ route: `${method.toUpperCase()} ${path}`, security })),
  );
  const wanted = described.map(({ method, path, scope }) => ({
    route: `${method} ${path}`,
    security: scope ? [{ jwt: [scope] }] : [],
  }));
  const byRoute = (a: { route: string }, b: { route: string }) => (a.route < b.route ? -1 : 1);
  expect(found.sort(byRoute)).toEqual(wanted.sort(byRoute));
  expect(Object.keys(operations).sort()).toEqual(wanted.map(({ route }) => route));
});

test('the path parameters of an operation are those of its path', () => {
  for (const [name, { parameters: known }] of Object.entries(operations)) {
    const inPath = known.map((one) => parameters[one]).filter((parameter) => parameter.in === 'path');
    expect(inPath.map((parameter) => parameter.name)).toEqual(
      [...name.matchAll(/\{(\w+)\+?\}/g)].map((match) => match[1]),
    );
  }
});

test('the query parameters of an operation are those that its route takes', () => {
  for (const { method, path, query = [] } of described) {
    const { parameters: known } = operations[`${method} ${path}` as RouteName];
    const inQuery = known.map((name) => parameters[name]).filter((parameter) => parameter.in === 'query');
    expect(inQuery.map(({ name }) => name).sort()).toEqual([...query].sort());
  }
});

describe('examples', () => {
  test('every problem has one', () => {
    expect(Object.keys(document.components.examples).sort()).toEqual(Object.keys(problems).sort());
  });

  test.each(Object.entries(document.components.examples))('the problem %s', (name, { value }) => {
    expect(value).toMatchObject({ type: `/problems/${name}`, ...problems[name as keyof typeof problems] });
    expect(schemaErrors('/components/schemas/Problem', value)).toEqual([]);
  });

  test.each(Object.keys(schemas))('the schema %s', (name) => {
    for (const example of schemas[name]!.examples ?? []) {
      expect(schemaErrors(`/components/schemas/${name}`, example)).toEqual([]);
    }
  });

  test.each(Object.entries(parameters))('the parameter %s', (name, { schema }) => {
    for (const example of schema.examples) {
      expect(schemaErrors(`/components/parameters/${name}/schema`, example)).toEqual([]);
    }
  });

  test.each(Object.entries(responseHeaders))('the header %s', (name, { example }) => {
    expect(schemaErrors(`/components/headers/${name}/schema`, example)).toEqual([]);
  });
});

describe('the schemas are those that validate', () => {
  const fido = { name: 'Fido', type: 'dog' };
  test.each<[object, boolean]>([
    [fido, true],
    [{ ...fido, petId: 'rex', other: [null, { a: 1 }], breed: null }, true],
    [{ name: 'Fido' }, false],
    [{ ...fido, name: '' }, false],
    [{ ...fido, name: '🐕'.repeat(200) }, true],
    [{ ...fido, name: 'x'.repeat(201) }, false],
    [{ ...fido, name: null }, false],
    [{ ...fido, petId: 'a/b' }, false],
    [{ ...fido, petId: null }, true],
  ])('NewPet %j: %s', (pet, valid) => {
    expect(schemaErrors('/components/schemas/NewPet', pet).length === 0).toBe(valid);
  });
  test.each<[object, boolean]>([
    [{ weightKg: 0 }, false],
    [{ weightKg: 0.001 }, true],
    [{ weightKg: null }, true],
    [{ birthDate: '2023-02-29' }, false],
    [{ birthDate: '2024-02-29' }, true],
    [{ tags: Array(51).fill('') }, false],
    [{ status: 'lost' }, false],
    [{}, true],
  ])('PetPatch %j: %s', (patch, valid) => {
    expect(schemaErrors('/components/schemas/PetPatch', patch).length === 0).toBe(valid);
  });
});
