import { expect, test } from 'vitest';
import { type Finding, findMutations } from './findMutations.ts';
import { mutations } from './mutations.ts';

// One of each kind; `npm run simulate -- --mutations` makes all. They share two processors for about 5 s.
const TIME_LIMIT_MS = 180_000;

const BY_TEST = 'a merge keeps what null should remove';
const BY_SEED = 'an append removes the event before it';

test(
  'a mistake in the source is found by its test, or by a seed',
  async () => {
    const some = mutations.filter(({ name }) => name === BY_TEST || name === BY_SEED);
    const findings = new Map<string, Finding>();
    await findMutations(some, 2, (finding) => void findings.set(finding.mutation.name, finding));
    expect(findings.get(BY_TEST)).toMatchObject({ by: expect.stringContaining('test/domain/mergePatch.test.ts: ') });
    expect(findings.get(BY_SEED)).toMatchObject({ by: 'seed 1: what was stored is never changed or removed' });
  },
  TIME_LIMIT_MS,
);
