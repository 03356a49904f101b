import { describe, expect, test } from 'vitest';
import { parseIfMatch, parseIfNoneMatch } from '../../src/http/etagOf.ts';
import { Problem } from '../../src/http/problems.ts';

describe('If-Match (RFC 9110 section 13.1.1)', () => {
  test.each([
    ['"12"', 12, true],
    ['"12"', 1, false],
    ['"1"', 12, false],
    ['"12"', 2, false],
    ['"2"', 12, false],
    ['"1", "12"', 12, true],
    ['"1","12" ', 1, true],
    ['W/"12"', 12, false],
    ['W/"1", "12"', 1, false],
    ['""', 1, false],
    ['*', 7, true],
  ])('%s, with version %i: %s', (header, version, holds) => {
    expect(parseIfMatch(header)!(version)).toBe(holds);
  });

  test('without it, any version will do', () => {
    expect(parseIfMatch(undefined)).toBeUndefined();
  });
});

describe('If-None-Match (section 13.1.2)', () => {
  test.each([
    ['"12"', '"12"', true],
    ['"12"', '"1"', false],
    ['"1"', '"12"', false],
    ['W/"12"', '"12"', true],
    ['"1", W/"12"', '"12"', true],
    ['*', '"12"', true],
  ])('%s, with %s: %s', (header, etag, has) => {
    expect(parseIfNoneMatch(header)(etag)).toBe(has);
  });

  test('without it, the caller has nothing', () => {
    expect(parseIfNoneMatch(undefined)('"1"')).toBe(false);
  });
});

test.each(['', '1', '"1', '"1" "2"', '"1", *', '"1",', 'w/"1"', '"1"; x', '"ä"'])('%j is refused', (header) => {
  expect(() => parseIfMatch(header)).toThrow(Problem);
  expect(() => parseIfNoneMatch(header)).toThrow(Problem);
});
