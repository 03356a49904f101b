import { expect, test } from 'vitest';
import { samplePet } from '../../console/service/samplePet.ts';
import { seedPet } from '../../infra/local/seed.ts';

/** What the heaviest of a type weighs, in kg. */
const HEAVIEST: Record<string, number> = { dog: 60, cat: 8, rabbit: 4, parrot: 1.5, fish: 0.5 };

test.each([
  ['that npm start creates', seedPet],
  ['of the console', samplePet],
])('the sample pets %s weigh what pets of their type do, and neighbours have names of their own', (_, petOf) => {
  const pets = Array.from({ length: 200 }, (_, n) => petOf(n));
  const heavy = pets.filter(
    ({ type, weightKg }) => !(Number(weightKg) > 0 && Number(weightKg) <= HEAVIEST[String(type)]!),
  );
  expect(heavy).toEqual([]);
  const repeated = pets.filter(({ name }, n) => pets.slice(Math.max(0, n - 9), n).some((other) => other.name === name));
  expect(repeated).toEqual([]);
});
