import { expect, test } from 'vitest';
import type { Upcaster } from '../../src/eventStore/streamKind.ts';
import { UndecodableEvent } from '../../src/eventStore/undecodableEvent.ts';
import { upcast } from '../../src/eventStore/upcast.ts';

const first: Upcaster = ({ name, ...item }) => ({ ...item, names: [name!] });
const second: Upcaster = ({ names, ...item }) => ({ ...item, called: names! });
const kind = { upcasters: [first, second] };

test('an item goes through every version between its own and the newest', () => {
  expect(upcast(kind, { schemaVersion: 1, name: 'Rex' })).toEqual({ schemaVersion: 3, called: ['Rex'] });
  expect(upcast(kind, { schemaVersion: 2, names: ['Rex'] })).toEqual({ schemaVersion: 3, called: ['Rex'] });
  expect(upcast(kind, { schemaVersion: 3, called: ['Rex'] })).toEqual({ schemaVersion: 3, called: ['Rex'] });
});

test('an item of later code can not be read', () => {
  expect(() => upcast(kind, { schemaVersion: 4 })).toThrow(UndecodableEvent);
});
