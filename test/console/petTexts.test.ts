import { expect, test } from 'vitest';
import { CHOICES, fieldAt } from '../../console/form/petFields.ts';
import { attributesFrom, textsOf, valueIn } from '../../console/form/petTexts.ts';
import { withoutServerOwned } from '../../src/domain/pet.ts';

const misty = {
  name: 'Misty\nthe cat',
  type: 'cat',
  weightKg: 4.2,
  birthDate: '2024-02-29',
  tags: ['shy', 'two\nlines'],
  photoUrls: [],
  others: 'a field of this name',
  home: { street: 'Elm', rooms: [1, 2] },
};

test('a form that was not touched says what the pet was', () => {
  expect(attributesFrom(textsOf(misty), misty)).toEqual(misty);
});

test('a text that was changed is read as its field is', () => {
  const texts = {
    ...textsOf(misty),
    weightKg: '5.1',
    tags: 'shy\nhouse\n',
    notes: 'Bites.',
    birthDate: '',
    others: '{"home": 1}',
  };
  const { birthDate: _, others: __, ...kept } = misty;
  expect(attributesFrom(texts, misty)).toEqual({
    ...kept,
    weightKg: 5.1,
    tags: ['shy', 'house'],
    notes: 'Bites.',
    home: 1,
  });
});

test('a boolean is chosen, or not given', () => {
  expect(Object.keys(CHOICES.boolean!).map((text) => valueIn(text, 'boolean'))).toEqual([true, false]);
  expect(valueIn('', 'boolean')).toBeUndefined();
});

test('a value without a kind of its own is entered as JSON; text that is none is left to the API to refuse', () => {
  expect(valueIn('{"value": 1}', 'json')).toEqual({ value: 1 });
  expect(valueIn('{', 'json')).toBe('{');
});

test('text that is not a number is left to the API to refuse', () => {
  expect(attributesFrom({ weightKg: 'heavy' }, {})).toEqual({ weightKg: 'heavy' });
});

test.each(['{', '[]', '1'])('other fields that are not a JSON object can not be sent: %s', (others) => {
  expect(() => attributesFrom({ others }, {})).toThrow(SyntaxError);
});

test('what the service sets on a pet is not among its attributes', () => {
  expect(withoutServerOwned({ ...misty, petId: 'misty', version: 3, createdAt: '', updatedAt: '' })).toEqual(misty);
});

test.each([
  ['/name', 'name'],
  ['/tags/3', 'tags'],
  ['/home/street', 'others'],
  ['', 'others'],
])('the pointer %j leads to the field %s', (pointer, field) => {
  expect(fieldAt(pointer)).toBe(field);
});
