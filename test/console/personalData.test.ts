import { expect, test } from 'vitest';
import { erasedAt, personalData } from '../../console/pet/personalData.ts';
import type { HistoryItem } from '../../src/client/petsClient.ts';

type Change = HistoryItem['changes'][number];
const at = (field: string, change: Omit<Change, 'pointer'>): Change => ({ pointer: `/${field}`, ...change });
const gone = (...fields: string[]) => fields.map((field) => at(field, { erased: true }));
const event = (version: number, type: HistoryItem['type'], changes: Change[], erased?: HistoryItem['erased']) =>
  ({ version, type, changes, ...(erased && { erased }) }) as HistoryItem;
const newestFirst = (...events: HistoryItem[]) => events.toReversed();

const erasedOnce = newestFirst(
  event(
    1,
    'PetCreated',
    [at('name', { after: 'Erna' }), at('notes', { after: 'Shy.' }), ...gone('ownerId', 'other')],
    ['ownerId', 'other'],
  ),
  event(2, 'PersonalDataErased', gone('ownerId', 'other')),
  event(3, 'PetUpdated', [at('ownerId', { after: 'o-2' })]),
);

test('a value that was set after the erasure is held, and so is one that the past holds', () => {
  expect(personalData(erasedOnce)).toMatchObject({ held: ['ownerId', 'notes'], unremoved: 0, erasure: { version: 2 } });
});

test('what the schema does not know is `other`, what is not personal is nothing, a value that was removed was held', () => {
  const items = newestFirst(
    event(1, 'PetCreated', [
      at('home/street', { after: 'Elm' }),
      at('weightKg', { after: 4 }),
      at('notes', { after: 'n' }),
    ]),
    event(2, 'PetUpdated', [at('notes', { before: 'n' })]),
  );
  expect(personalData(items)).toEqual({ held: ['notes', 'other'], unremoved: 0 });
});

test('values that an erasure names and that are still there are to be removed', () => {
  const items = newestFirst(
    event(1, 'PetCreated', [at('ownerId', { after: 'o-1' })]),
    event(2, 'PetUpdated', [at('ownerId', { before: 'o-1', erased: true })]),
    event(3, 'PersonalDataErased', gone('ownerId')),
  );
  expect(personalData(items)).toMatchObject({ held: [], unremoved: 2 });
});

test.each([
  [1, { ownerId: 2, other: 2 }],
  [2, { ownerId: 2, other: 2 }],
  [3, { other: 2 }],
])('what is erased at version %i, and by which', (version, versions) => {
  const erasures = [...erasedAt(version, erasedOnce)].map(([name, erasure]) => [name, erasure.version]);
  expect(Object.fromEntries(erasures)).toEqual(versions);
});

test('a version names the erasure that took its value, and not one after it', () => {
  const items = newestFirst(
    event(1, 'PetCreated', gone('notes'), ['notes']),
    event(2, 'PersonalDataErased', gone('notes')),
    event(3, 'PetUpdated', gone('notes'), ['notes']),
    event(4, 'PetDeleted', gone('notes')),
    event(5, 'PersonalDataErased', gone('notes')),
  );
  expect([1, 2, 3, 4, 5].map((version) => erasedAt(version, items).get('notes')?.version)).toEqual([
    2,
    2,
    5,
    undefined,
    5,
  ]);
});
