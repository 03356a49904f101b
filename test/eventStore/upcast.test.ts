import { expect, test } from 'vitest';
import { UndecodableEvent } from '../../src/eventStore/undecodableEvent.ts';
import { upcast } from '../../src/eventStore/upcast.ts';

const kind = {
  schemaVersion: 3,
  upcasters: {
    1: ({ name, ...item }: Record<string, unknown>) => ({ ...item, names: [name] }) as never,
    2: ({ names, ...item }: Record<string, unknown>) => ({ ...item, called: names }) as never,
  },
};

test('an item goes through every version between its own and the newest', () => {
  expect(upcast(kind, { schemaVersion: 1, name: 'Rex' })).toEqual({ schemaVersion: 3, called: ['Rex'] });
  expect(upcast(kind, { schemaVersion: 2, names: ['Rex'] })).toEqual({ schemaVersion: 3, called: ['Rex'] });
  expect(upcast(kind, { schemaVersion: 3, called: ['Rex'] })).toEqual({ schemaVersion: 3, called: ['Rex'] });
});

test('an item of later code can not be read; a version without its upcaster is a fault', () => {
  expect(() => upcast(kind, { schemaVersion: 4 })).toThrow(UndecodableEvent);
  expect(() => upcast({ ...kind, upcasters: { 2: kind.upcasters[2] } }, { schemaVersion: 1 })).toThrow(
    'no upcaster reads schemaVersion 1',
  );
});
