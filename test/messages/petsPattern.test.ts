import { describe, expect, test } from 'vitest';
import { eventPattern } from '../../infra/local/eventPattern.ts';
import { petEntry } from '../../src/messages/petEntry.ts';
import { MAX_PATTERN_LENGTH, type PetsFilter, petsPattern } from '../../src/messages/petsPattern.ts';
import type { RecordedPetEvent } from '../../src/streams/petStream.ts';
import { historyOf } from '../support/history.ts';

const dog = historyOf('rex', [
  { type: 'CreatePet', attributes: { name: 'Rex', type: 'dog', address: { city: 'Bonn' } } },
  { type: 'UpdatePet', patch: { weightKg: 20 } },
  { type: 'UpdatePet', patch: { address: { city: 'Köln' } } },
  { type: 'UpdatePet', patch: { tags: ['good'], weightKg: null } },
  { type: 'DeletePet' },
]);
const cat = historyOf('misty', [
  { type: 'CreatePet', attributes: { name: 'Misty', type: 'cat' } },
  { type: 'UpdatePet', patch: { name: 'Mist' } },
  { type: 'DeletePet' },
]);
const replay = { name: 'again', at: '2026-01-01T00:00:00.000Z' };

const message = (event: RecordedPetEvent, again?: typeof replay) => {
  const { Source, DetailType, Detail } = petEntry('pets', event, { replay: again, personalData: true });
  return { source: Source, 'detail-type': DetailType, detail: JSON.parse(Detail!) };
};
/** The pets and versions that a filter takes. */
const taken = (filter: PetsFilter | undefined) =>
  [...dog, ...cat]
    .filter((event) => eventPattern(petsPattern(filter))(message(event)))
    .map(({ streamId: petId, version }) => `${petId} ${version}`);
const everything = [...dog, ...cat].map(({ streamId: petId, version }) => `${petId} ${version}`);

describe('a filter takes', () => {
  test.each<[string, PetsFilter | undefined, string[]]>([
    ['everything', undefined, everything],
    ['types of events', { events: ['PetCreated'] }, ['rex 1', 'misty 1']],
    ['types of pets, and deletions', { petTypes: ['dog'] }, ['rex 1', 'rex 2', 'rex 3', 'rex 4', 'rex 5', 'misty 3']],
    ['pets', { petIds: ['misty'] }, ['misty 1', 'misty 2', 'misty 3']],
    ['changes of a field', { changed: ['weightKg'] }, ['rex 1', 'rex 2', 'rex 4', 'rex 5', 'misty 1', 'misty 3']],
    ['changes of fields', { changed: ['address.city', 'name'], events: ['PetUpdated'] }, ['rex 3', 'misty 2']],
    ['changes of one field only', { changed: ['tags'], events: ['PetUpdated'] }, ['rex 4']],
    [
      'everything at once',
      { changed: ['weightKg'], events: ['PetUpdated', 'PetDeleted'], petTypes: ['dog'], petIds: ['rex'] },
      ['rex 2', 'rex 4', 'rex 5'],
    ],
    ['no changes where no updates are wanted', { changed: ['name'], events: ['PetDeleted'] }, ['rex 5', 'misty 3']],
  ])('%s', (_, filter, wanted) => {
    expect(taken(filter)).toEqual(wanted);
  });

  test('events that are published again only where it says so', () => {
    expect(eventPattern(petsPattern())(message(dog[0]!, replay))).toBe(false);
    expect(eventPattern(petsPattern({ replays: true }))(message(dog[0]!, replay))).toBe(true);
    expect(eventPattern(petsPattern({ replays: true }))(message(dog[0]!))).toBe(true);
  });
});

test('a message without its pet comes along with every type of pet', () => {
  const { pet: _, ...detail } = message(dog[0]!).detail;
  const linked = { ...message(dog[0]!), detail: { ...detail, links: { pet: '/pets/rex?version=1' } } };
  expect(eventPattern(petsPattern({ petTypes: ['cat'] }))(linked)).toBe(true);
});

test('a type of event that does not exist yet comes along, of the wanted pets alone', () => {
  const { detail } = message(dog[0]!);
  const later = { source: 'pets', 'detail-type': 'PetAdopted', detail: { ...detail, data: { ownerId: 'ann' } } };
  const takes = (filter: PetsFilter) => eventPattern(petsPattern(filter))(later);
  expect(takes({ petTypes: ['dog'] })).toBe(true);
  expect(takes({ petTypes: ['dog'], changed: ['name'] })).toBe(true);
  expect(takes({ petTypes: ['cat'] })).toBe(false);
  expect(takes({ petTypes: ['dog'], events: ['PetUpdated'] })).toBe(false);
});

test.each<[object, string]>([
  [{ foo: 1 }, 'There is no filter foo. The filters are events, petTypes, petIds, changed, replays.'],
  [{ petType: ['dog'] }, 'There is no filter petType.'],
  [{ petTypes: 'dog' }, 'The filter petTypes must be a list of texts that are not empty.'],
  [{ events: null }, 'The filter events must be a list of texts that are not empty.'],
  [{ changed: [''] }, 'The filter changed must be a list of texts that are not empty.'],
  [{ petIds: [1] }, 'The filter petIds must be a list of texts that are not empty.'],
  [{ replays: 'no' }, 'The filter replays must be true or false.'],
])('%j is no filter', (filter, message) => {
  expect(() => petsPattern(filter)).toThrow(message);
});

test('a filter that is undefined is none', () => {
  expect(petsPattern({ petIds: undefined, replays: undefined } as object)).toEqual({ source: ['pets'] });
});

test('an empty filter is refused', () => {
  expect(() => petsPattern({ petIds: [] })).toThrow('The filter petIds must not be empty.');
});

describe('a pattern', () => {
  const lengthOf = (filter: PetsFilter) => JSON.stringify(petsPattern(filter)).length;
  /** A filter whose pattern has as many characters as given. */
  const filterOf = (length: number): PetsFilter => ({ petIds: ['x'.repeat(length + 1 - lengthOf({ petIds: ['x'] }))] });

  test('may be as long as EventBridge takes, and not longer', () => {
    expect(lengthOf(filterOf(MAX_PATTERN_LENGTH))).toBe(2048);
    expect(() => petsPattern(filterOf(MAX_PATTERN_LENGTH + 1))).toThrow(
      'The pattern has 2049 characters, and EventBridge takes 2048. Filter by fewer values, or spread them over several rules.',
    );
  });

  const many = (count: number) => Array.from({ length: count }, (_, n) => `${n}`.padStart(26, '0'));
  test.each<[string, PetsFilter]>([
    ['pets', { petIds: many(200) }],
    ['types of pets', { petTypes: many(100) }],
    ['changed fields', { changed: many(20) }],
    ['types and fields, which multiply,', { petTypes: many(5), changed: many(10) }],
  ])('of too many %s is refused', (_, filter) => {
    expect(() => petsPattern(filter)).toThrow(/^The pattern has \d+ characters, and EventBridge takes 2048\./);
  });
});
