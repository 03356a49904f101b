import fc from 'fast-check';
import { expect, test } from 'vitest';
import { retryAfterMs } from '../../src/client/retryAfterMs.ts';

const NOW = Date.UTC(1994, 10, 6, 8, 49, 0);

test.each([
  ['Sun, 06 Nov 1994 08:49:37 GMT', 37_000],
  ['Sunday, 06-Nov-94 08:49:37 GMT', 37_000],
  ['Sun Nov  6 08:49:37 1994', 37_000],
  ['Sun, 06 Nov 1994 08:48:00 GMT', 0],
  ['Sun, 06 Nov 1995 08:49:37 GMT', 60_000],
  ['2', 2_000],
  [' 2 ', 2_000],
  ['0', 0],
  ['86400', 60_000],
  ['9'.repeat(400), 60_000],
  [null, 0],
  ['', 0],
  ['soon', 0],
  ['-5', 0],
  ['1.5', 0],
  ['Sun, 66 Nov 1994 08:49:37 GMT', 0],
])('%j is %i ms', (header, ms) => {
  expect(retryAfterMs(header, NOW)).toBe(ms);
});

test('any header is a pause from 0 to a minute', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
      ),
      (header) => {
        const ms = retryAfterMs(header, NOW);
        expect(ms >= 0 && ms <= 60_000).toBe(true);
      },
    ),
  );
});
