import { expect, test } from 'vitest';
import { conditionsHold } from './preconditions.ts';

// Of version 12, by RFC 9110 sections 13.1.1, 13.1.2 and 8.8.3.2.
test.each([
  [{}, true],
  [{ ifMatch: '*' }, true],
  [{ ifMatch: '"12"' }, true],
  [{ ifMatch: '"1"' }, false],
  [{ ifMatch: '"123"' }, false],
  [{ ifMatch: '"3" , "12"' }, true],
  [{ ifMatch: '"a,12", "2"' }, false],
  [{ ifMatch: 'W/"12"' }, false],
  [{ ifMatch: 'W/"12", "12"' }, true],
  [{ ifMatch: '""' }, false],
  [{ ifMatch: '12' }, undefined],
  [{ ifMatch: '' }, undefined],
  [{ ifMatch: '"12" "13"' }, undefined],
  [{ ifMatch: '"12",' }, undefined],
  [{ ifMatch: '*, "12"' }, undefined],
  [{ ifMatch: '"1 2"' }, undefined],
  [{ ifNoneMatch: '*' }, false],
  [{ ifNoneMatch: '"12"' }, false],
  [{ ifNoneMatch: 'W/"12"' }, false],
  [{ ifNoneMatch: '"1", "2"' }, true],
  [{ ifMatch: '"12"', ifNoneMatch: '"12"' }, false],
])('%j: %s', (conditions, holds) => {
  expect(conditionsHold(conditions, 12)).toBe(holds);
});
