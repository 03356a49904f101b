import { expect, test } from 'vitest';
import { instantOf } from '../../src/domain/instantOf.ts';

test.each([
  ['2026-03-01T00:00:00Z', Date.UTC(2026, 2, 1)],
  ['2026-03-01T00:00Z', Date.UTC(2026, 2, 1)],
  ['2026-03-01T01:30:00+01:30', Date.UTC(2026, 2, 1)],
  ['2024-02-29T23:59:59.1239999-00:00', Date.UTC(2024, 1, 29, 23, 59, 59, 123)],
  ['1969-12-31T23:59:59Z', -1000],
])('%s', (text, time) => expect(instantOf(text)).toBe(time));

test.each([
  '',
  'yesterday',
  '2026-03-01',
  '2026-03-01T00:00:00',
  '2026-02-30T00:00:00Z',
  '2025-02-29T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-03-01T24:00:00Z',
  '2026-03-01T00:00:60Z',
  '2026-03-01T00:00:00+0100',
  '2026-03-01 00:00:00Z',
  '+002026-03-01T00:00:00Z',
  '1772323200000',
])('%j names no instant', (text) => expect(instantOf(text)).toBeUndefined());
