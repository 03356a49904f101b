import type { JsonObject } from '../../src/domain/jsonValue.ts';

/** Made-up pets, each with the weight in kg that its kind has. */
const PETS = [
  ['Misty', 'cat', 4.2],
  ['Rex', 'dog', 28],
  ['Clover', 'rabbit', 1.8],
  ['Coco', 'parrot', 0.4],
  ['Luna', 'cat', 3.6],
  ['Otto', 'dog', 9.5],
  ['Bubbles', 'fish', 0.1],
  ['Nala', 'cat', 5.1],
  ['Biscuit', 'rabbit', 2.3],
  ['Kiwi', 'parrot', 0.3],
] as const;

let made = Math.floor(Math.random() * PETS.length);

/** A made-up pet, to make something happen; never the same twice in a row. */
export function samplePet(): JsonObject {
  const [name, type, weightKg] = PETS[made++ % PETS.length]!;
  return { name, type, weightKg, status: 'available' };
}
