import { expect, test } from 'vitest';
import { InvalidPattern } from '../../infra/local/comparison.ts';
import { eventPattern } from '../../infra/local/eventPattern.ts';

const event = {
  source: 'pets',
  'detail-type': 'PetUpdated',
  time: '2026-11-23T10:00:00Z',
  resources: [],
  detail: {
    metadata: { petId: '01ABC', version: 3, actor: 'mia@example.com', ip: '10.0.0.17', ip6: '2001:db8::7' },
    data: { changes: { weightKg: 21.5, breed: null, vaccinated: true } },
    pet: {
      name: 'Fido',
      type: 'dog',
      tags: ['good', 'loud'],
      path: 'C:\\dogs*\\fido.png',
      empty: '',
      visits: [
        { vet: 'Ada', price: 40 },
        { vet: 'Bo', price: 90, notes: [{ text: 'fine' }] },
      ],
    },
  },
};
const pet = (conditions: object) => ({ detail: { pet: conditions } });
const changes = (conditions: object) => ({ detail: { data: { changes: conditions } } });
const metadata = (conditions: object) => ({ detail: { metadata: conditions } });

test.each<[string, object]>([
  ['a value', { source: ['pets'] }],
  ['one of several values', { 'detail-type': ['PetCreated', 'PetUpdated'] }],
  ['several fields', { source: ['pets'], detail: { pet: { type: ['dog'], name: ['Fido'] } } }],
  ['a number', metadata({ version: [3] })],
  ['true', changes({ vaccinated: [true] })],
  ['null', changes({ breed: [null] })],
  ['an empty text', pet({ empty: [''] })],
  ['an element of an array', pet({ tags: ['loud', 'small'] })],
  ['a field of an object in an array', pet({ visits: { vet: ['Bo'] } })],
  ['fields of the same object in an array', pet({ visits: { vet: ['Bo'], price: [90] } })],
  ['an array in an array', pet({ visits: { vet: ['Bo'], notes: { text: ['fine'] } } })],
  ['exactly', { source: [{ exactly: 'pets' }] }],
  ['prefix', { time: [{ prefix: '2026-11' }] }],
  ['prefix in any case', pet({ name: [{ prefix: { 'equals-ignore-case': 'fI' } }] })],
  ['suffix', metadata({ actor: [{ suffix: '@example.com' }] })],
  ['suffix in any case', pet({ path: [{ suffix: { 'equals-ignore-case': '.PNG' } }] })],
  ['equals-ignore-case', pet({ type: [{ 'equals-ignore-case': 'DOG' }] })],
  ['wildcard', metadata({ actor: [{ wildcard: 'm*@*.com' }] })],
  ['wildcard for nothing', pet({ name: [{ wildcard: 'Fido*' }] })],
  ['wildcard with escapes', pet({ path: [{ wildcard: 'C:\\\\*\\*\\\\fido.*' }] })],
  ['anything-but', pet({ type: [{ 'anything-but': 'cat' }] })],
  ['anything-but a list', pet({ type: [{ 'anything-but': ['cat', 'bird'] }] })],
  ['anything-but a number', metadata({ version: [{ 'anything-but': [1, 2] }] })],
  ['anything-but of a value of another type', changes({ vaccinated: [{ 'anything-but': 'true' }] })],
  ['anything-but of one element of an array', pet({ tags: [{ 'anything-but': 'good' }] })],
  ['anything-but prefix', pet({ name: [{ 'anything-but': { prefix: 'Re' } }] })],
  ['anything-but prefixes', pet({ name: [{ 'anything-but': { prefix: ['Re', 'Lu'] } }] })],
  ['anything-but suffix', pet({ name: [{ 'anything-but': { suffix: 'x' } }] })],
  ['anything-but in any case', pet({ name: [{ 'anything-but': { 'equals-ignore-case': ['REX', 'luna'] } }] })],
  ['anything-but wildcard', metadata({ actor: [{ 'anything-but': { wildcard: '*@*.org' } }] })],
  ['numeric =', metadata({ version: [{ numeric: ['=', 3.0] }] })],
  ['numeric <', changes({ weightKg: [{ numeric: ['<', 22] }] })],
  ['numeric range', changes({ weightKg: [{ numeric: ['>', 20, '<=', 21.5] }] })],
  ['numeric in an array', pet({ visits: { price: [{ numeric: ['>=', 90] }] } })],
  ['cidr', metadata({ ip: [{ cidr: '10.0.0.0/24' }] })],
  ['cidr of IPv6', metadata({ ip6: [{ cidr: '2001:db8::/32' }] })],
  ['exists', changes({ weightKg: [{ exists: true }] })],
  ['exists, of a null', changes({ breed: [{ exists: true }] })],
  ['exists false', changes({ color: [{ exists: false }] })],
  ['exists false of an object, which is no leaf', pet({ visits: [{ exists: false }] })],
  ['exists false of an empty array', { resources: [{ exists: false }] }],
  ['absent or a value', changes({ color: [{ exists: false }, 'red'] })],
  ['$or', { $or: [{ source: ['shops'] }, { 'detail-type': ['PetUpdated'] }] }],
  ['$or within', { detail: { $or: [{ pet: { type: ['cat'] } }, { metadata: { version: [{ numeric: ['>', 2] }] } }] } }],
  ['$or beside others', { source: ['pets'], $or: [{ time: ['never'] }, { detail: { pet: { name: ['Fido'] } } }] }],
  ['a dot in a name, which is a step', { 'detail.pet.name': ['Fido'] }],
])('%s matches', (_, pattern) => {
  expect(eventPattern(pattern)(event)).toBe(true);
});

test.each<[string, object]>([
  ['another value', { source: ['shops'] }],
  ['a number as a text', metadata({ version: ['3'] })],
  ['null for an absent field', changes({ color: [null] })],
  ['one of several fields', { source: ['pets'], detail: { pet: { type: ['cat'] } } }],
  ['fields of different objects in an array', pet({ visits: { vet: ['Ada'], price: [90] } })],
  ['prefix', pet({ name: [{ prefix: 'fi' }] })],
  ['prefix of a number', metadata({ version: [{ prefix: '3' }] })],
  ['prefix in any case, too long', pet({ name: [{ prefix: { 'equals-ignore-case': 'fidoo' } }] })],
  ['suffix in any case, too long', pet({ name: [{ suffix: { 'equals-ignore-case': 'xfido' } }] })],
  ['wildcard with a dot that is no wildcard', metadata({ actor: [{ wildcard: 'mia@example.com.' }] })],
  ['wildcard in the middle only', pet({ name: [{ wildcard: 'F*d' }] })],
  ['anything-but', pet({ type: [{ 'anything-but': ['cat', 'dog'] }] })],
  ['anything-but of an absent field', pet({ color: [{ 'anything-but': 'red' }] })],
  ['anything-but prefix', pet({ name: [{ 'anything-but': { prefix: 'Fi' } }] })],
  ['anything-but in any case', pet({ name: [{ 'anything-but': { 'equals-ignore-case': 'FIDO' } }] })],
  ['anything-but wildcard', metadata({ actor: [{ 'anything-but': { wildcard: '*@*.com' } }] })],
  ['numeric', changes({ weightKg: [{ numeric: ['>', 21.5] }] })],
  ['numeric of a text', pet({ name: [{ numeric: ['>', 0] }] })],
  ['numeric range', changes({ weightKg: [{ numeric: ['>', 0, '<', 21.5] }] })],
  ['cidr', metadata({ ip: [{ cidr: '10.0.0.0/28' }] })],
  ['cidr of another family', metadata({ ip6: [{ cidr: '0.0.0.0/0' }] })],
  ['cidr of a text', pet({ name: [{ cidr: '10.0.0.0/8' }] })],
  ['exists of an object, which is no leaf', pet({ visits: [{ exists: true }] })],
  ['exists false', changes({ weightKg: [{ exists: false }] })],
  ['exists false of a field of one object in an array', pet({ visits: { notes: { text: [{ exists: false }] } } })],
  ['$or', { $or: [{ source: ['shops'] }, { 'detail-type': ['PetDeleted'] }] }],
  ['$or beside what fails', { source: ['shops'], $or: [{ time: ['never'] }, { detail: { pet: { name: ['Fido'] } } }] }],
])('%s does not match', (_, pattern) => {
  expect(eventPattern(pattern)(event)).toBe(false);
});

test.each<[string, unknown, string]>([
  ['nothing', undefined, 'it must be an object that is not empty'],
  ['text', '{}', 'it must be an object that is not empty'],
  ['an empty object', {}, 'it must be an object that is not empty'],
  ['an empty object within', { detail: { pet: {} } }, 'detail.pet must be an object that is not empty'],
  ['a value without an array', { detail: { pet: { type: 'dog' } } }, 'detail.pet.type must be an object or an array'],
  ['an empty array', { source: [] }, 'source must not be an empty array'],
  ['what EventBridge finds too long', { source: ['x'.repeat(2_034)] }, 'is 2049 characters long, and may be 2048'],
  ['an array in an array', { source: [['pets']] }, 'source must hold values, or objects with one operator each'],
  ['an unknown operator', { source: [{ contains: 'p' }] }, 'source contains is no comparison operator'],
  ['an inherited name', { source: [{ toString: 'p' }] }, 'source toString is no comparison operator'],
  ['two operators', { source: [{ prefix: 'p', suffix: 's' }] }, 'source must hold values, or objects with one'],
  ['a prefix that is no text', { source: [{ prefix: 1 }] }, 'source prefix must be a text'],
  ['prefix of another operator', { source: [{ prefix: { suffix: 'p' } }] }, 'source prefix does not take suffix'],
  ['exists of a text', { source: [{ exists: 'true' }] }, 'source exists must be true or false'],
  ['two wildcards in a row', { source: [{ wildcard: 'p**' }] }, 'source wildcard must not hold two * in a row'],
  ['an escape of a letter', { source: [{ wildcard: '\\p' }] }, 'source wildcard may escape only * and \\'],
  ['an escape of nothing', { source: [{ wildcard: 'p\\' }] }, 'source wildcard may escape only * and \\'],
  [
    'anything-but of both kinds',
    { source: [{ 'anything-but': ['a', 1] }] },
    'source anything-but must be a text, a number',
  ],
  ['anything-but of nothing', { source: [{ 'anything-but': [] }] }, 'source anything-but must be a text, a number'],
  ['anything-but true', { source: [{ 'anything-but': true }] }, 'source anything-but must be a text, a number'],
  [
    'anything-but numeric',
    { source: [{ 'anything-but': { numeric: ['>', 1] } }] },
    'source anything-but does not take numeric',
  ],
  [
    'anything-but an empty prefix',
    { source: [{ 'anything-but': { prefix: '' } }] },
    'source anything-but prefix must not be empty',
  ],
  ['an unknown comparison', { version: [{ numeric: ['~', 1] }] }, 'version numeric must be'],
  ['a comparison with a text', { version: [{ numeric: ['>', '1'] }] }, 'version numeric must be'],
  ['a range the wrong way round', { version: [{ numeric: ['>', 5, '<', 1] }] }, 'version numeric must be'],
  ['a range of one side', { version: [{ numeric: ['<', 5, '>', 1] }] }, 'version numeric must be'],
  ['a range without its end', { version: [{ numeric: ['>', 5, '<'] }] }, 'version numeric must be'],
  ['an address without a mask', { ip: [{ cidr: '10.0.0.1' }] }, 'ip cidr must be'],
  ['a mask that is too long', { ip: [{ cidr: '10.0.0.0/33' }] }, 'ip cidr must be'],
  ['an $or of one', { $or: [{ source: ['pets'] }] }, '$or source is no comparison operator'],
  ['an $or with an operator', { $or: [{ prefix: 'p' }, { suffix: [] }] }, '$or suffix must be a text'],
  [
    'too many combinations',
    Object.fromEntries(
      ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].map((key) => [key, { $or: [{ x: [1] }, { y: [1] }] }]),
    ),
    'j has too many $or combinations',
  ],
])('%s is refused', (_, pattern, message) => {
  expect(() => eventPattern(pattern)).toThrow(InvalidPattern);
  expect(() => eventPattern(pattern)).toThrow(message);
});
