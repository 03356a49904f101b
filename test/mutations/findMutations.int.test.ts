import { expect, test } from 'vitest';
import { type Finding, findMutations } from './findMutations.ts';
import type { Mutation } from './mutation.ts';
import { mutations } from './mutations.ts';

// `npm run simulate -- --mutations` makes all of them, and has seeds look for some. This takes about 4 s.
const TIME_LIMIT_MS = 180_000;

const one = mutations.find(({ name }) => name === 'a merge keeps what null should remove')!;

async function found(mutation: Mutation): Promise<Finding> {
  const findings: Finding[] = [];
  await findMutations([mutation], 1, (finding) => void findings.push(finding));
  return findings[0]!;
}

test(
  'a mistake in the source is found by its test, and what is no mistake is not',
  async () => {
    const [mistake, none] = await Promise.all([found(one), found({ ...one, by: 'merged.delete(key)' })]);
    expect(mistake.by).toContain('test/domain/mergePatch.test.ts: mergePatch ');
    expect([none.by, none.fault]).toEqual([undefined, undefined]);
  },
  TIME_LIMIT_MS,
);
