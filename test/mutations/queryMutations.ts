import type { Mutation } from './mutation.ts';

const SHOW_TEST = { tests: ['test/queries/showPet.test.ts'] };
const LIST_TEST = { tests: ['test/queries/listPets.test.ts'] };
const LIVE_TEST = { tests: ['test/queries/livePets.int.test.ts'] };
const EVENTS_TEST = { tests: ['test/queries/listEvents.test.ts'] };
const HISTORY_TEST = { tests: ['test/queries/petHistory.test.ts'] };

/** Mistakes in src/queries. */
export const queryMutations: readonly Mutation[] = [
  {
    name: 'a strong read reads the row',
    file: 'src/queries/showPet.ts',
    in: 'requested',
    replace: "consistency === 'strong'",
    by: 'false',
    foundBy: { seeds: 100, breaks: 'a strong read is never behind' },
  },
  {
    name: 'a version that has not come yet is shown as the newest',
    file: 'src/queries/showPet.ts',
    in: 'ofVersion',
    replace: 'past && past.version < version',
    by: 'false',
    foundBy: SHOW_TEST,
  },
  {
    name: 'the present is kept for ever by caches',
    file: 'src/queries/showPet.ts',
    in: 'showPet',
    replace: "'cache-control': ASKED_ANEW,",
    by: "'cache-control': FOR_EVER,",
    foundBy: SHOW_TEST,
  },
  {
    name: 'a version is kept by shared caches',
    file: 'src/queries/showPet.ts',
    in: 'FOR_EVER',
    replace: "'private, max-age=31536000, immutable'",
    by: "'public, max-age=31536000, immutable'",
    foundBy: SHOW_TEST,
  },
  {
    name: 'a deleted pet is shown as one that never was',
    file: 'src/queries/showPet.ts',
    in: 'liveAfter',
    replace: 'petDeleted(petId)',
    by: 'petNotFound(absence)',
    foundBy: SHOW_TEST,
  },
  {
    name: 'a list has the last pet of a page again',
    file: 'src/queries/livePets.ts',
    in: 'next',
    replace: "'#key = :key AND createdEventId < :place'",
    by: "'#key = :key AND createdEventId <= :place'",
    foundBy: LIVE_TEST,
  },
  {
    name: 'a list of one type has all types',
    file: 'src/queries/livePets.ts',
    in: 'shardReader',
    replace: 'type === undefined',
    by: 'true',
    foundBy: LIVE_TEST,
  },
  {
    name: 'a list begins with the oldest',
    file: 'src/queries/livePets.ts',
    in: 'livePetsReader',
    replace: 'a.createdEventId > b.createdEventId',
    by: 'a.createdEventId < b.createdEventId',
    foundBy: LIVE_TEST,
  },
  {
    name: 'a list ends a page too early',
    file: 'src/queries/listPets.ts',
    in: 'listPets',
    replace: 'shown.length === limit',
    by: 'shown.length === limit - 1',
    foundBy: LIST_TEST,
  },
  {
    name: 'the next page of a list is of all types',
    file: 'src/queries/listPets.ts',
    in: 'listPets',
    replace: '{ limit: String(limit), ...(type !== undefined && { type }), cursor: nextCursor }',
    by: '{ limit: String(limit), cursor: nextCursor }',
    foundBy: LIST_TEST,
  },
  {
    name: 'the feed of one actor has all actors',
    file: 'src/queries/listEvents.ts',
    in: 'listEvents',
    replace: '(actor === undefined || found.metadata.actor === actor)',
    by: 'true',
    foundBy: EVENTS_TEST,
  },
  {
    name: 'the feed of one type has all types',
    file: 'src/queries/listEvents.ts',
    in: 'listEvents',
    replace: '(type === undefined || found.type === type)',
    by: 'true',
    foundBy: EVENTS_TEST,
  },
  {
    name: 'a cursor of the feed serves other filters',
    file: 'src/queries/listEvents.ts',
    in: 'listEvents',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source
    replace: '`/events?${filters}`',
    by: "'/events'",
    foundBy: EVENTS_TEST,
  },
  {
    name: 'a page of a history begins with the event that the one before ended with',
    file: 'src/queries/petChanges.ts',
    in: 'oldestFirst',
    replace: 'event.version !== after',
    by: 'true',
    foundBy: HISTORY_TEST,
  },
  {
    name: 'the first event of a page has no change before it',
    file: 'src/queries/petChanges.ts',
    in: 'newestFirst',
    replace: 'limit: limit + 1,',
    by: 'limit,',
    foundBy: HISTORY_TEST,
  },
  {
    name: 'a field is blamed on the first event that set it',
    file: 'src/queries/petChanges.ts',
    in: 'blame',
    replace: "{ order: 'desc' }",
    by: "{ order: 'asc' }",
    foundBy: HISTORY_TEST,
  },
  {
    name: 'a path that takes other methods is not found',
    file: 'src/queries/describeApi.ts',
    in: 'describeApi',
    replace: 'methods.length === 0',
    by: 'true',
    foundBy: { tests: ['test/queries/describeApi.test.ts'] },
  },
];
