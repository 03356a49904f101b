import type fc from 'fast-check';

/** A piece of a request, and whether it is as the document has it. */
export interface Piece<T> {
  value: T;
  wellFormed: boolean;
}
export const good = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<Piece<T>> =>
  values.map((value) => ({ value, wellFormed: true }));
export const bad = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<Piece<T>> =>
  values.map((value) => ({ value, wellFormed: false }));

/** Pieces that make one: as documented where each of them is. */
export const areWellFormed = (pieces: readonly Piece<unknown>[]): boolean =>
  pieces.every(({ wellFormed }) => wellFormed);
