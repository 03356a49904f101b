import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { brokenReads, type PinnedContract } from '../../src/testing/brokenReads.ts';

const contracts = readdirSync('contracts').map(
  (file) => [file, JSON.parse(readFileSync(`contracts/${file}`, 'utf8')) as PinnedContract] as const,
);

test('there are contracts', () => {
  expect(contracts.length).toBeGreaterThan(1);
});

test.each(contracts)('the messages have all that %s reads', (_, contract) => {
  expect(brokenReads(contract)).toEqual([]);
});

test('what a change would break is told, for each consumer, type and field', () => {
  const pet = z.object({ name: z.number(), weightKg: z.int(), tags: z.array(z.enum(['good'])) });
  const schemas = { PetCreated: z.object({ detail: z.object({ pet: z.optional(z.nullable(pet)) }) }) };
  const reads = {
    PetCreated: {
      'pet.name': 'string',
      'pet.type': 'string',
      'pet.weightKg': 'number',
      'pet.tags.[]': 'string',
      pet: 'null',
      links: 'object',
    },
    PetSold: { pet: 'object' },
  };
  expect(brokenReads({ consumer: 'shop', reads }, schemas)).toEqual([
    'shop reads pet.name of PetCreated as string, and it is number',
    'shop reads pet.type of PetCreated as string, and it is not there',
    'shop reads links of PetCreated as object, and it is not there',
    'shop reads PetSold, which is not published',
  ]);
});
