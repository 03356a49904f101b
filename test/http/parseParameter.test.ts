import { expect, test } from 'vitest';
import {
  parseChoice,
  parseLimit,
  parsePetId,
  parseText,
  parseTime,
  parseVersion,
} from '../../src/http/parseParameter.ts';
import { Problem } from '../../src/http/problems.ts';
import { gatewayEvent } from '../support/gatewayEvent.ts';

const withQuery = (rawQueryString: string) => gatewayEvent('GET /pets', { rawQueryString });

test.each([
  ['', 25],
  ['limit=1', 1],
  ['limit=100', 100],
])('%j: a page of %i', (query, limit) => {
  expect(parseLimit(withQuery(query))).toBe(limit);
});
test.each(['0', '101', '1000', '-1', '1.5', '', 'x', '1e2'])('limit=%s is refused', (limit) => {
  expect(() => parseLimit(withQuery(`limit=${limit}`))).toThrow(Problem);
});

test('a version is a whole number from 1 on, spelled in one way', () => {
  expect(parseVersion(withQuery(''))).toBeUndefined();
  expect(parseVersion(withQuery('version=12'))).toBe(12);
  for (const text of ['0', '01', '-1', '1.0', '', '1e3', '9'.repeat(16)])
    expect(() => parseVersion(withQuery(`version=${text}`))).toThrow(Problem);
});

test('a choice is one of a few words', () => {
  const choose = (query: string) => parseChoice(withQuery(query), 'order', ['asc', 'desc'] as const);
  expect([choose(''), choose('order=asc'), choose('order=desc')]).toEqual([undefined, 'asc', 'desc']);
  expect(() => choose('order=ASC')).toThrow('/query/order must be asc or desc');
  expect(() => choose('order=')).toThrow(Problem);
});

test('a time has an offset, whose plus sign need not be encoded', () => {
  const time = (query: string) => parseTime(withQuery(query), 'at');
  expect(time('')).toBeUndefined();
  expect(time('at=2026-03-01T01:00:00+01:00')).toBe(Date.UTC(2026, 2, 1));
  expect(time('at=2026-03-01T01:00:00%2B01:00')).toBe(Date.UTC(2026, 2, 1));
  expect(() => time('at=2026-03-01T01:00:00')).toThrow(Problem);
});

test('a petId in the path', () => {
  const petId = (text: string) => parsePetId(gatewayEvent('GET /pets/{petId}', { pathParameters: { petId: text } }));
  expect(petId('rex')).toBe('rex');
  for (const text of ['', 'a b', 'x'.repeat(65)]) expect(() => petId(text)).toThrow(Problem);
});

test('a text is counted in characters, as people count them', () => {
  const text = (value: string) => parseText(withQuery(`name=${encodeURIComponent(value)}`), 'name', 3);
  expect(text('🐕🐈🐇')).toBe('🐕🐈🐇');
  expect(() => text('🐕🐈🐇x')).toThrow('/query/name must be text of 1 to 3 characters');
  expect(() => text('')).toThrow(Problem);
});
