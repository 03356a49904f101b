/**
 * A name as it is looked for: without accents and case (Unicode's compatibility decomposition, without marks, in capitals; the capital of ß
 * is SS, and so is what ẞ folds to).
 * The folded beginning of a name is the beginning of the folded name.
 */
export const foldedName = (name: string): string =>
  name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().toUpperCase();
