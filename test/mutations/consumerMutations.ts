import type { Mutation } from './mutation.ts';

const SEQUENCED = { file: 'src/consumer/sequenced.ts', in: 'sequenced' };
const SEQUENCED_TEST = { tests: ['test/consumer/sequenced.test.ts'] };
const CATCH_UP = { file: 'src/consumer/catchUp.ts', in: 'catchUp' };
const CATCH_UP_TEST = { tests: ['test/consumer/catchUp.test.ts'] };
const STORE_TEST = { tests: ['test/consumer/petStore.int.test.ts'] };

/** Mistakes in src/client, src/consumer and src/testing. */
export const consumerMutations: readonly Mutation[] = [
  {
    name: 'an event that was handled is handled again',
    ...SEQUENCED,
    replace: 'version <= handled',
    by: 'version < handled',
    foundBy: SEQUENCED_TEST,
  },
  {
    name: 'a gap is never filled',
    ...SEQUENCED,
    replace: "gaps === 'skip' ? version : handled + 1",
    by: 'version',
    foundBy: SEQUENCED_TEST,
  },
  {
    name: 'a consumer goes on with what it could not save',
    ...SEQUENCED,
    replace: 'saved ? { version: next, kept } : await store.load(petId)',
    by: '{ version: next, kept }',
    foundBy: SEQUENCED_TEST,
  },
  {
    name: 'catching up ends before the newest events can be read',
    ...CATCH_UP,
    replace: 'missingMs <= 0',
    by: 'true',
    foundBy: CATCH_UP_TEST,
  },
  {
    name: 'catching up begins anew after an interruption',
    ...CATCH_UP,
    replace: 'let behind = position',
    by: 'let behind: Position | undefined',
    foundBy: CATCH_UP_TEST,
  },
  {
    name: "a consumer's item is overwritten whoever wrote it",
    file: 'src/consumer/dynamoPetStore.ts',
    in: 'dynamoPetStore',
    replace: "'version = :expected'",
    by: "'version <> :expected OR version = :expected'",
    foundBy: STORE_TEST,
  },
  {
    name: 'the kit does not look for personal data that was erased',
    file: 'src/testing/badDays.ts',
    in: 'badDays',
    replace: 'text !== undefined',
    by: 'false',
    foundBy: { tests: ['test/testing/badDays.test.ts'] },
  },
  {
    name: 'the kit takes a state that never changes',
    file: 'src/testing/watchState.ts',
    in: 'watchState',
    replace: '!changesAtAll',
    by: 'false',
    foundBy: { tests: ['test/testing/badDays.test.ts'] },
  },
  {
    name: 'the kit lets consumers share a store',
    file: 'src/testing/watchState.ts',
    in: 'watchState',
    replace: 'isDeepStrictEqual(state, first.state)',
    by: 'true',
    foundBy: { tests: ['test/testing/badDays.test.ts'] },
  },
  {
    name: 'a contract may read personal data that messages lack',
    file: 'src/testing/brokenReads.ts',
    in: 'brokenReads',
    replace: 'personalData || !isPersonal(path)',
    by: 'true',
    foundBy: { tests: ['test/testing/brokenReads.test.ts'] },
  },
  {
    name: 'an id may change the path of a request',
    file: 'src/client/petsClient.ts',
    in: 'petsClient',
    replace: 'checkPath(request)',
    by: 'undefined',
    foundBy: { tests: ['test/client/petsClient.int.test.ts'] },
  },
  {
    name: 'a message of another service is taken',
    file: 'src/consumer/parseMessage.ts',
    in: 'parseMessage',
    replace: "source !== 'pets' && source !== 'pets.replay'",
    by: 'false',
    foundBy: SEQUENCED_TEST,
  },
];
