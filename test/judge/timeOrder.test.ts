import fc from 'fast-check';
import { expect, test } from 'vitest';
import { misplaced, type Span, untimelyVersions } from './timeOrder.ts';

interface Place extends Span {
  candidates: number[];
}
const span = fc.tuple(fc.nat(12), fc.nat(6)).map(([begin, length]) => ({ begin, end: begin + length }));
const sight = fc.record({ span, candidates: fc.uniqueArray(fc.nat(4), { minLength: 1 }) });
const fitted = ({ candidates, ...place }: Place) => ({
  ...place,
  fits: (version: number) => candidates.includes(version),
});

test('a write that ended before one of a lower version began is untimely', () => {
  const spans = [
    { begin: 0, end: 1 },
    { begin: 5, end: 6 },
    { begin: 2, end: 4 },
    { begin: 6, end: Infinity },
  ];
  expect(untimelyVersions(spans)).toEqual([3]);
});

test('it finds fault exactly where no order of all moments explains the sights', () => {
  fc.assert(
    fc.property(fc.array(span, { maxLength: 4 }), fc.array(sight, { maxLength: 4 }), (events, sights) => {
      fc.pre(untimelyVersions(events).length === 0);
      const places = sights.map(({ span, candidates }) => ({ ...span, candidates }));
      expect(misplaced(events, places.map(fitted)).length === 0).toBe(canBeOrdered(events, places));
    }),
    { numRuns: 2_000 },
  );
});

/** By trying: any choice of versions, and for it any moments that rise from event to event with the sights between. */
function canBeOrdered(events: readonly Span[], sights: readonly Place[]): boolean {
  const choices = sights.reduce<number[][]>(
    (some, { candidates }) => some.flatMap((chosen) => candidates.map((version) => [...chosen, version])),
    [[]],
  );
  return choices.some((versions) => {
    if (versions.some((version) => version > events.length)) return false;
    const order = [0, ...events.map((_, index) => index + 1)].flatMap((version) => [
      ...(version > 0 ? [events[version - 1]!] : []),
      ...sights.filter((_, index) => versions[index] === version).sort((a, b) => a.begin - b.begin),
    ]);
    let moment = Number.NEGATIVE_INFINITY;
    return order.every(({ begin, end }) => {
      moment = Math.max(moment, begin);
      return moment <= end;
    });
  });
}

test('sights that may trail never show what was not there yet, and never go back', () => {
  const events = [
    { begin: 0, end: 1 },
    { begin: 10, end: 11 },
  ];
  const at = (begin: number, end: number, version: number) => fitted({ begin, end, candidates: [version] });
  expect(misplaced(events, [at(20, 21, 1), at(22, 23, 2)], true)).toEqual([]);
  expect(misplaced(events, [at(20, 21, 1)])).toHaveLength(1);
  expect(misplaced(events, [at(2, 3, 2)], true)).toHaveLength(1);
  expect(misplaced(events, [at(20, 21, 2), at(22, 23, 1)], true)).toHaveLength(1);
});
