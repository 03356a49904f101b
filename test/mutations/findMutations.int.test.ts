import { expect, test } from 'vitest';
import { type Finding, findMutations } from './findMutations.ts';
import type { Mutation } from './mutation.ts';
import { mutations } from './mutations.ts';

// One of each kind; `npm run simulate -- --mutations` makes all. On a quiet machine this takes about 4 s.
const TIME_LIMIT_MS = 180_000;

const named = (name: string): Mutation => mutations.find((mutation) => mutation.name === name)!;
const byTest = named('a merge keeps what null should remove');
const bySeed = named('an append removes the event before it');

test(
  'a mistake in the source is found by its test or by a seed, and what is no mistake is found by neither',
  async () => {
    const none: Mutation = { ...byTest, name: 'none', by: 'merged.delete(key)' };
    const findings = new Map<string, Finding>();
    await findMutations([bySeed, byTest, none], 2, (finding) => void findings.set(finding.mutation.name, finding));
    expect([...findings.values()].flatMap(({ fault }) => fault ?? [])).toEqual([]);
    expect(findings.get(byTest.name)!.by).toContain('test/domain/mergePatch.test.ts: ');
    expect(findings.get(bySeed.name)!.by).toBe('seed 1: what was stored is never changed or removed');
    expect(findings.get(none.name)!.by).toBeUndefined();
  },
  TIME_LIMIT_MS,
);
