import { expect, test } from 'vitest';
import { chainFault } from '../../console/pet/chainFault.ts';

const link = (version: number, previousHash = version === 1 ? null : `h${version - 1}`) => ({
  version,
  hash: `h${version}`,
  previousHash,
});

test.each([
  ['all events', [link(3), link(2), link(1)], undefined],
  ['the newest ones', [link(9), link(8)], undefined],
  ['one is missing', [link(4), link(2), link(1)], 'version 3 is missing'],
  ['one was replaced', [link(3, 'another'), link(2), link(1)], 'version 3 is not linked to the one before'],
  ['the first follows something', [link(2), link(1, 'h0')], 'version 1 follows something'],
])('a chain of events, newest first: %s', (_, links, fault) => {
  expect(chainFault(links)).toBe(fault);
});
