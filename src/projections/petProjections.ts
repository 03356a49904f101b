import type { PetAttributes } from '../domain/pet.ts';
import type { PetEvent } from '../domain/petEvents.ts';
import { petsProjection } from './petRow.ts';
import type { Projection } from './projection.ts';

/** The read models of the pets' streams: the projector, the rebuild, the daily check and `verify` keep all of them. */
export const petProjections: readonly Projection<PetEvent, PetAttributes>[] = [petsProjection];
