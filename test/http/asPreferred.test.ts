import { expect, test } from 'vitest';
import { asPreferred } from '../../src/http/asPreferred.ts';
import { gatewayEvent } from '../support/gatewayEvent.ts';

const isMinimal = (prefer: string) =>
  asPreferred(gatewayEvent('PUT /pets/{petId}', { headers: { prefer } }), { status: 200, body: {} }).status === 204;

test.each([
  'return=minimal',
  'RETURN=Minimal',
  'return = "minimal"',
  ' respond-async ,, return=minimal;foo="some, value"; bar',
  'foo="a,\\"b"; x=",", return=minimal',
  'return=minimal, return=representation',
])('minimal: %s', (prefer) => expect(isMinimal(prefer)).toBe(true));

test.each([
  '',
  ',',
  'return',
  'return=',
  'return=representation',
  'return=representation, return=minimal',
  'respond-async; return=minimal',
  'foo="bar, return=minimal"',
  'foo="unclosed, return=minimal',
  'xreturn=minimal',
  'return=minimalist',
  'return="minimal',
])('whole: %s', (prefer) => expect(isMinimal(prefer)).toBe(false));

test('a hostile header takes no time', () => {
  const start = performance.now();
  for (const piece of ['"', '\\"', '"\\', ' ', 'return ', ',"', '"a",', ';return=minimal'])
    isMinimal(`${piece.repeat(10_000 / piece.length)}!`);
  expect(performance.now() - start).toBeLessThan(1_000);
});
