import type { JsonObject } from '../../src/domain/jsonValue.ts';

const NAMES = ['Misty', 'Rex', 'Luna', 'Otto', 'Nala', 'Simba', 'Coco', 'Momo', 'Juno', 'Pixel'];
const TYPES = ['cat', 'dog', 'rabbit', 'parrot'];

const one = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)]!;

/** A made-up pet, to make something happen. */
export const samplePet = (): JsonObject => ({
  name: one(NAMES),
  type: one(TYPES),
  weightKg: Math.ceil(Math.random() * 200) / 10,
  status: 'available',
});
