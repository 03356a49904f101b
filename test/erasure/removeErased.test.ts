import { beforeEach, describe, expect, test } from 'vitest';
import { petDecider } from '../../src/commands/petDecider.ts';
import type { PetCommand } from '../../src/domain/decide.ts';
import { checkHistory } from '../../src/eventStore/checkHistory.ts';
import type { PersonalStore } from '../../src/eventStore/personalStore.ts';
import { recordEvent } from '../../src/eventStore/recordEvent.ts';
import { removeErased } from '../../src/eventStore/removeErased.ts';
import { Unavailable } from '../../src/faults/unavailable.ts';
import { petStream, type RecordedPetEvent } from '../../src/streams/petStream.ts';
import { METADATA } from '../support/history.ts';
import { type MemoryEventStore, memoryEventStore } from '../support/memoryEventStore.ts';

let store: MemoryEventStore<RecordedPetEvent>;
let now: number;
beforeEach(() => {
  store = memoryEventStore(petStream);
  now = 1_700_000_000_000;
});

async function take(...commands: PetCommand[]): Promise<RecordedPetEvent> {
  let newest = await store.newest('rex');
  for (const command of commands) {
    const decision = petDecider.decide(command, newest);
    if (!decision.accepted || !decision.event) throw new Error(`${command.type} led to no event`);
    const sealed = recordEvent(petStream, 'rex', newest, decision.event, METADATA, now++);
    await store.append(sealed);
    newest = sealed.event;
  }
  return newest!;
}

const update = (patch: object) => ({ type: 'UpdatePet', patch }) as PetCommand;
const erase = (...fields: ('notes' | 'ownerId' | 'other')[]) => ({ type: 'ErasePersonalData', fields }) as const;

/** A pet of 20 events, each of which has the owner `ann`, and erased notes of its own. */
const erasedHistory = () =>
  take(
    { type: 'CreatePet', attributes: { name: 'Rex', type: 'dog', notes: 'secret-0', ownerId: 'ann' } },
    ...Array.from({ length: 19 }, (_, n) => update({ notes: `secret-${n + 1}` })),
    erase('notes'),
  );

const stored = () => JSON.stringify([...store.stored.get('rex')!.values()]);
const secretsLeft = () => new Set(stored().match(/secret-\d+/g)).size;
function verified() {
  const check = checkHistory(petStream, 'rex');
  const found = [...store.stored.get('rex')!.values()].flatMap((item) => check.next(structuredClone(item)));
  const { erasedValues: erased, unremovedValues: unremoved } = check;
  return { findings: [...found, ...check.end()], erased, unremoved };
}

/** The store until its n-th request, which fails: before it was carried out, or after. */
function failingAt(n: number, isCarriedOut: boolean): PersonalStore & { requests: number } {
  const request = async () => {
    failing.requests++;
    if (failing.requests === n && !isCarriedOut) throw new Unavailable('no connection');
  };
  const answer = () => {
    if (failing.requests >= n) throw new Unavailable('the reply was lost');
  };
  const failing = {
    requests: 0,
    async *itemsBelow(streamId: string, version: number) {
      // A request for each item, as if every page had one.
      for await (const item of store.itemsBelow(streamId, version)) {
        await request();
        answer();
        yield item;
      }
    },
    async remove(streamId: string, version: number, commitments: readonly string[]) {
      await request();
      if (failing.requests > n) throw new Unavailable('the process is gone');
      await store.remove(streamId, version, commitments);
      answer();
    },
  };
  return failing;
}

test('removes every value that the erasure names, and nothing else; again it has nothing to do', async () => {
  const erasure = await erasedHistory();
  expect(verified()).toEqual({ findings: [], erased: 0, unremoved: 20 });
  expect(await removeErased(petStream, store, erasure)).toBe(20);
  expect(secretsLeft()).toBe(0);
  expect(stored().match(/"value":"ann"/g)).toHaveLength(21);
  expect(verified()).toEqual({ findings: [], erased: 20, unremoved: 0 });
  const whole = stored();
  expect(await removeErased(petStream, store, erasure)).toBe(0);
  expect(stored()).toBe(whole);
});

test('stopped at every request: what is left is unfinished and not tampered with, and the next call finishes it', async () => {
  let wasPartial = false;
  for (const isCarriedOut of [false, true]) {
    for (let n = 1; ; n++) {
      store = memoryEventStore(petStream);
      const erasure = await erasedHistory();
      const failing = failingAt(n, isCarriedOut);
      const isDone = await removeErased(petStream, failing, erasure).then(
        () => true,
        () => false,
      );
      expect(isDone).toBe(failing.requests < n);
      expect(verified()).toEqual({ findings: [], erased: 20 - secretsLeft(), unremoved: secretsLeft() });
      wasPartial ||= secretsLeft() > 0 && secretsLeft() < 20;
      const left = secretsLeft();
      expect(await removeErased(petStream, store, erasure)).toBe(left);
      expect(verified()).toEqual({ findings: [], erased: 20, unremoved: 0 });
      if (isDone) {
        expect(n).toBe(41);
        break;
      }
    }
  }
  expect(wasPartial).toBe(true);
});

describe('writers go on between the erasure and the removal', () => {
  test('a value that came later stays, whether or not an earlier one was the same', async () => {
    const erasure = await erasedHistory();
    await take(update({ notes: 'secret-19', color: 'red' }), update({ color: 'brown' }));
    expect(await removeErased(petStream, store, erasure)).toBe(20);
    expect(secretsLeft()).toBe(1);
    expect((await store.newest('rex'))!.state).toMatchObject({ notes: 'secret-19', ownerId: 'ann' });
    expect(verified()).toEqual({ findings: [], erased: 20, unremoved: 0 });
  });

  test.each([[[0, 1]], [[1, 0]]])('two erasures whose removals come in the order %j', async (order) => {
    const first = await erasedHistory();
    const second = await take(update({ notes: 'secret-later' }), update({ color: 'red' }), erase('notes', 'ownerId'));
    await take(update({ ownerId: 'ben' }));
    for (const index of order) await removeErased(petStream, store, [first, second][index]!);
    expect(stored()).not.toMatch(/secret|ann/);
    expect((await store.newest('rex'))!.state).toMatchObject({ ownerId: 'ben' });
    expect(verified()).toEqual({ findings: [], erased: 45, unremoved: 0 });
  });
});

describe('verify tells tampering from an erasure', () => {
  test.each([{ value: 'x' }, { salt: 'AAAAAAAAAAAAAAAAAAAAAA' }])(
    'a value or its salt was exchanged: %j',
    async (change) => {
      await erasedHistory();
      const items = store.stored.get('rex')!;
      const [[c, entry]] = Object.entries(items.get(3)!.personal as object) as [[string, object]];
      (items.get(3)!.personal as Record<string, unknown>)[c] = { ...entry, ...change };
      expect(verified().findings).toMatchObject([{ version: 3, check: 'personal', fault: 'edited' }]);
    },
  );

  test('a value put beside another event is found', async () => {
    await erasedHistory();
    const items = store.stored.get('rex')!;
    const [[c, entry]] = Object.entries(items.get(3)!.personal as object) as [[string, never]];
    (items.get(5)!.personal as Record<string, unknown>)[c] = entry;
    expect(verified().findings).toMatchObject([{ version: 5, check: 'personal', fault: 'edited' }]);
  });

  test('a value that goes after its erasure is found', async () => {
    const erasure = await erasedHistory();
    await take(update({ notes: 'secret-later' }));
    await removeErased(petStream, store, erasure);
    const newest = (await store.newest('rex'))!;
    await store.remove('rex', newest.version, [newest.commitments!.notes!.c]);
    expect(verified().findings).toMatchObject([{ version: 22, check: 'personal', fault: 'removed' }]);
  });
});
