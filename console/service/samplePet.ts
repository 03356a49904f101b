import type { NewPet } from '../../src/client/petsClient.ts';

const NAMES = ['Misty', 'Rex', 'Luna', 'Otto', 'Nala', 'Simba', 'Coco', 'Momo', 'Juno', 'Pixel'];
const TYPES = ['cat', 'dog', 'rabbit', 'parrot'];

const one = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)]!;

/** A made-up pet, to make something happen. */
export const samplePet = (): NewPet => ({
  name: one(NAMES),
  type: one(TYPES),
  weightKg: Math.ceil(Math.random() * 200) / 10,
  status: 'available',
});
