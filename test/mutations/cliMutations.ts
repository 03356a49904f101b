import type { Mutation } from './mutation.ts';

const MESSAGES_TEST = { tests: ['test/cli/messages.int.test.ts'] };
const PRINT_TEST = { tests: ['test/cli/print.test.ts'] };

/** Mistakes in src/cli. */
export const cliMutations: readonly Mutation[] = [
  {
    name: 'an option takes any URL',
    file: 'src/cli/originOption.ts',
    in: 'originOption',
    replace: '/^https?:$/.test(url.protocol)',
    by: 'true',
    foundBy: MESSAGES_TEST,
  },
  {
    name: 'an id that leads to another path is sent',
    file: 'src/cli/petIdArgument.ts',
    in: 'petIdArgument',
    replace: "['', '.', '..']",
    by: "['', '.']",
    foundBy: MESSAGES_TEST,
  },
  {
    name: 'a replay of a pet that is not there succeeds',
    file: 'src/cli/addReplay.ts',
    in: 'addReplay',
    replace: 'options.pet !== undefined && !(await target.store.newest(options.pet))',
    by: 'false',
    foundBy: MESSAGES_TEST,
  },
  {
    name: 'control characters of a value reach the terminal in JSON',
    file: 'src/cli/print.ts',
    in: 'inline',
    replace: 'printable(JSON.stringify(value))',
    by: 'JSON.stringify(value)',
    foundBy: MESSAGES_TEST,
  },
  {
    name: 'a wide letter counts as one column',
    file: 'src/cli/displayWidth.ts',
    in: 'characters',
    replace: 'WIDE.test(segment) ? 2 : 1',
    by: '1',
    foundBy: PRINT_TEST,
  },
  {
    name: 'the pets of an owner are looked for in a replica',
    file: 'src/cli/petsOfOwner.ts',
    in: 'petsOfOwner',
    replace: 'ConsistentRead: true,',
    by: 'ConsistentRead: false,',
    foundBy: { tests: ['test/dynamo/consistentReads.int.test.ts'] },
  },
  {
    name: 'an export of one owner has what was someone else’s',
    file: 'src/cli/exportOwner.ts',
    in: 'exportOwner',
    replace: 'event.state?.ownerId === ownerId',
    by: 'true',
    foundBy: { tests: ['test/erasure/erasure.e2e.test.ts'] },
  },
  {
    name: 'the command line erases all fields, whichever are named',
    file: 'src/cli/addErase.ts',
    in: 'erase',
    replace: 'apiOf(target).erase(petId, { fields })',
    by: 'apiOf(target).erase(petId)',
    foundBy: { tests: ['test/erasure/erasure.e2e.test.ts'] },
  },
];
