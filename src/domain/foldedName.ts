/**
 * A name as it is looked for: without accents and case (Unicode's compatibility decomposition, without marks, in capitals).
 * The folded beginning of a name is the beginning of the folded name.
 */
export const foldedName = (name: string): string => name.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase();
