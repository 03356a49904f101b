import { expect, test } from 'vitest';
import { foldedName } from '../../src/domain/foldedName.ts';

test.each([
  ['Straße', 'STRASSE'],
  ['STRAẞE', 'STRASSE'],
  ['straẞe', 'STRASSE'],
  ['Éclair', 'ECLAIR'],
  ['İstanbul', 'ISTANBUL'],
  ['Σίσυφος', 'ΣΙΣΥΦΟΣ'],
])('%s is looked for as %s', (name, folded) => {
  expect(foldedName(name)).toBe(folded);
  // The folded beginning is the beginning of what is folded.
  for (let end = 1; end <= name.length; end++) expect(folded).toMatch(new RegExp(`^${foldedName(name.slice(0, end))}`));
});
