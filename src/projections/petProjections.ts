import type { RecordedPetEvent } from '../streams/petStream.ts';
import { petsProjection } from './petRow.ts';
import type { Projection } from './projection.ts';

/** The read models of the pets' streams: the projector, the rebuild, the daily check and `verify` keep all of them. */
export const petProjections: readonly Projection<RecordedPetEvent>[] = [petsProjection];
