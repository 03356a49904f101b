import { expect, test } from 'vitest';
import { problemOf } from '../../src/commands/problemOf.ts';

test.each([{ reason: 'contention' }, { reason: 'companion-exists' }] as const)(
  '$reason says when to try again',
  (refusal) => {
    expect(problemOf('rex', refusal)).toMatchObject({ problem: 'contention', headers: { 'retry-after': '1' } });
  },
);

test('a version conflict tells the version that is there', () => {
  const problem = problemOf('rex', { reason: 'version-conflict', version: 12 });
  expect(problem).toMatchObject({ problem: 'version-conflict', headers: { etag: '"12"' } });
});
