import { expect, test } from 'vitest';
import { commandWords } from '../../console/local/commandWords.ts';

const rebuilt = {
  dryRun: false,
  pets: 2,
  events: 1_200,
  missing: 0,
  behind: 0,
  outdated: 0,
  written: 0,
  unreadable: 0,
  stray: 0,
};

test.each([
  [rebuilt, { text: 'Read 2 pets with 1,200 events. Every row follows from its events; there is nothing to write.' }],
  [
    { ...rebuilt, dryRun: true, missing: 1 },
    { text: 'Read 2 pets with 1,200 events. To write: 1 row (1 missing, 0 behind, 0 of an older projection).' },
  ],
  [
    { ...rebuilt, behind: 2, written: 2 },
    { text: 'Read 2 pets with 1,200 events. Wrote 2 rows (0 missing, 2 behind, 0 of an older projection).' },
  ],
  [
    { ...rebuilt, unreadable: 1, stray: 2 },
    expect.objectContaining({
      fault:
        '1 newest event can\'t be read: docs/runbook.md, "How to deal with a bad event". ' +
        '2 rows without an event: docs/runbook.md, "Stray rows".',
    }),
  ],
  [{ dryRun: true, events: 0 }, { text: 'No such events: nothing to publish.' }],
  [{ dryRun: true, events: 3 }, { text: '3 events would be published again.' }],
  [{ events: 1, replay: {} }, { text: '1 event published again, with the source pets.replay.' }],
  [{ text: 'something else' }, undefined],
])('%j in words', (output, words) => {
  expect(commandWords(output)).toEqual(words);
});
