import type { Mutation } from './mutation.ts';

const ENTRY_TEST = { tests: ['test/messages/petEntry.test.ts'] };
const PATTERN_TEST = { tests: ['test/messages/petsPattern.test.ts'] };

/** Mistakes in src/messages. */
export const messageMutations: readonly Mutation[] = [
  {
    name: 'a message carries the pet of no version',
    file: 'src/messages/petEntry.ts',
    in: 'petEntry',
    replace: 'JSON.stringify(detail)',
    by: 'JSON.stringify({ ...detail, pet: null })',
    foundBy: { seeds: 100, breaks: 'a consumer that follows the rules has every pet right' },
  },
  {
    name: 'a message does not name the cause of its event',
    file: 'src/messages/petDetail.ts',
    in: 'petDetail',
    replace: '...(metadata.causationId !== undefined && { causationId: metadata.causationId }),',
    by: '',
    foundBy: ENTRY_TEST,
  },
  {
    name: 'a message tells another id than its event has',
    file: 'src/messages/petDetail.ts',
    in: 'petDetail',
    replace: 'const { eventId, streamId, version, occurredAt, metadata } = event;',
    by: 'const { eventId: _, previousHash: eventId, streamId, version, occurredAt, metadata } = event;',
    foundBy: ENTRY_TEST,
  },
  {
    name: 'a replay reaches everyone again',
    file: 'src/messages/petEntry.ts',
    in: 'petEntry',
    replace: "telling.replay ? 'pets.replay' : 'pets'",
    by: "'pets'",
    foundBy: ENTRY_TEST,
  },
  {
    name: 'a message may be larger than a bus takes',
    file: 'src/messages/petEntry.ts',
    in: 'petEntry',
    replace: 'entryBytes(entry) <= MAX_ENTRY_BYTES',
    by: 'true',
    foundBy: ENTRY_TEST,
  },
  {
    name: 'the size of a message counts characters, not bytes',
    file: 'src/messages/petEntry.ts',
    in: 'entryBytes',
    replace: 'Buffer.byteLength(text)',
    by: 'text.length',
    foundBy: ENTRY_TEST,
  },
  {
    name: 'a rule takes replays unasked',
    file: 'src/messages/petsPattern.ts',
    in: 'petsPattern',
    replace: "replays ? ['pets', 'pets.replay'] : ['pets']",
    by: "['pets', 'pets.replay']",
    foundBy: PATTERN_TEST,
  },
  {
    name: 'a rule for some types of pets lacks their deletions',
    file: 'src/messages/petsPattern.ts',
    in: 'alternativesOf',
    replace: "endings.length > 0 ? [{ 'detail-type': endings }] : []",
    by: '[]',
    foundBy: PATTERN_TEST,
  },
  {
    name: 'a rule for some types of pets lacks messages with a link',
    file: 'src/messages/petsPattern.ts',
    in: 'alternativesOf',
    replace: '[{ pet: { type: [...petTypes] } }, { links: { pet: [{ exists: true }] } }]',
    by: '[{ pet: { type: [...petTypes] } }]',
    foundBy: PATTERN_TEST,
  },
  {
    name: 'a rule for some pets has all of them',
    file: 'src/messages/petsPattern.ts',
    in: 'petsPattern',
    replace: 'petIds && { metadata: { petId: [...petIds] } }',
    by: 'undefined',
    foundBy: PATTERN_TEST,
  },
  {
    name: 'a filter that does not exist is overlooked',
    file: 'src/messages/petsPattern.ts',
    in: 'checkFilter',
    replace: '!Object.hasOwn(FILTERS, name)',
    by: 'false',
    foundBy: PATTERN_TEST,
  },
  {
    name: 'a rule may be longer than EventBridge takes',
    file: 'src/messages/petsPattern.ts',
    in: 'ofAllowedLength',
    replace: 'length <= MAX_PATTERN_LENGTH',
    by: 'true',
    foundBy: PATTERN_TEST,
  },
];
