import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { brokenReads, type PinnedContract } from '../../src/testing/brokenReads.ts';
import { contractIn } from '../support/contractIn.ts';

const files = readdirSync('contracts').map((file) => `contracts/${file}`);

test('there are contracts', () => {
  expect(files.length).toBeGreaterThan(1);
});

test.each(files)('the messages have all that %s reads', (file) => {
  expect(brokenReads(contractIn(file, readFileSync(file, 'utf8')))).toEqual([]);
});

test('a file that is not JSON is named', () => {
  expect(() => contractIn('contracts/shop.json', '{"consumer": "shop",')).toThrow(
    /^contracts\/shop\.json is not JSON: /,
  );
});

test.each<[object | null, string[]]>([
  [{ consumer: 'shop' }, ['The contract of shop: reads is missing']],
  [{ reads: { PetDeleted: {} } }, ['A contract: consumer is missing']],
  [{ consumer: 'shop', reads: {} }, ['The contract of shop: reads must name a type of event']],
  [
    { consumer: 'shop', reads: { PetCreated: ['pet.name'] } },
    ['The contract of shop: reads, PetCreated must be an object: JSON types by the paths of fields'],
  ],
  [
    { consumer: 'shop', reads: { PetCreated: { 'pet.name': true } } },
    ['The contract of shop: reads, PetCreated, pet.name must be a JSON type'],
  ],
  [null, ['A contract: it must be an object']],
])('what is wrong with the contract %j is told', (contract, faults) => {
  expect(brokenReads(contract as PinnedContract)).toEqual(faults);
});

test('what changed can be pinned, as what the pet has it, or null', () => {
  const reads = (fields: Record<string, string>) =>
    brokenReads({ consumer: 'shop', reads: { PetUpdated: fields } }).map((fault) => fault.replace(/^.* as /, ''));
  expect(
    reads({ 'data.changes': 'object', 'data.changes.weightKg': 'number', 'data.changes.tags.[]': 'string' }),
  ).toEqual([]);
  expect(reads({ 'data.changes.weightKg': 'null' })).toEqual([]);
  expect(reads({ 'data.changes.weightKg': 'string' })).toEqual(['string, and it is number or null']);
  expect(reads({ 'data.changes.name': 'null' })).toEqual(['null, and it is string']);
  expect(reads({ 'data.changes.petId': 'string' })).toEqual(['string, and it is not there']);
  expect(brokenReads({ consumer: 'shop', reads: { PetCreated: { 'data.changes.weightKg': 'number' } } })).toEqual([
    'shop reads data.changes.weightKg of PetCreated as number, and it is not there',
  ]);
});

test('personal data is read only from messages that have it', () => {
  const reads = {
    PetCreated: { 'pet.notes': 'string', 'data.pet.photoUrls.[]': 'string', 'pet.name': 'string' },
    PetUpdated: { 'data.changes.ownerId': 'string' },
  };
  const lacks =
    'and personal data is in messages only if the stage sets publishPersonalData: if it does, set personalData in the contract';
  expect(brokenReads({ consumer: 'shop', reads })).toEqual([
    `shop reads pet.notes of PetCreated as string, ${lacks}`,
    `shop reads data.pet.photoUrls.[] of PetCreated as string, ${lacks}`,
    `shop reads data.changes.ownerId of PetUpdated as string, ${lacks}`,
  ]);
  expect(brokenReads({ consumer: 'shop', personalData: true, reads })).toEqual([]);
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
