import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { eventPattern } from '../../infra/local/eventPattern.ts';
import { petMessageSchemas } from '../../src/messages/petMessageSchemas.ts';

const page = readFileSync(new URL('../../docs/events.md', import.meta.url), 'utf8');
const example = JSON.parse(/```json\n(.*?)```/s.exec(page)![1]!);
const patterns = [...page.matchAll(/^\| ([^|]+) \| `(\{.*\})` \|$/gm)].map(([, wanted, pattern]) => [
  wanted!,
  pattern!,
]);

test('the example in docs/events.md is a message', () => {
  expect(petMessageSchemas.PetUpdated.safeParse(example)).toMatchObject({ success: true });
});

test.each(patterns)('the pattern for %s is one that EventBridge takes', (wanted, pattern) => {
  const takesExample = ['everything', 'dogs', 'one pet', 'changes of weight', 'replays as well'].includes(wanted);
  expect(eventPattern(JSON.parse(pattern))(example)).toBe(takesExample);
});

test('all patterns were found', () => {
  expect(patterns).toHaveLength(7);
});
