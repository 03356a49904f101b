import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../judge/json.ts';
import type { PetEvent } from '../../judge/petEvent.ts';
import { shownPet, statesOf } from '../../judge/petState.ts';
import type { Attempt, PetRequest } from './attempt.ts';
import { judgeHistory } from './judgeHistory.ts';

// Made by hand: what no test of a service that works could show, that the judge finds what is wrong.

const FIDO = { name: 'Fido', type: 'dog' };
const ids = Array.from({ length: 9 }, (_, n) => `01JGGVSAG${n}JNATPHYWP2VEE3EN`);

/** The events of a pet, by their requests' ids, types and data. */
const history = (...events: [requestId: string, type: string, data: JsonObject][]): PetEvent[] => {
  const plain = events.map(([requestId, type, data], index) => ({
    ...{ petId: 'a', version: index + 1, eventId: ids[index]!, type, data, schemaVersion: 1, occurredAt: '' },
    ...{ state: null, createdEventId: null, previousHash: null, hash: '' },
    metadata: { actor: 'x', requestId, correlationId: 'x' },
  }));
  return plain;
};

const created: [string, string, JsonObject] = ['create', 'PetCreated', { pet: FIDO }];
const renamed = (requestId: string, name: string): [string, string, JsonObject] => [
  requestId,
  'PetUpdated',
  { changes: { name } },
];
const deleted = (requestId: string): [string, string, JsonObject] => [requestId, 'PetDeleted', {}];

type Times = [begin: number, end: number];
interface Heard {
  status: number;
  /** The version in the ETag, and of the pet in the body. */
  version?: number;
  headers?: Record<string, string>;
  text?: string;
}

/** What was sent and heard; the body of an answer is the pet as `events` have it at the version. */
const attempts =
  (events: PetEvent[]) =>
  (requestId: string, [begin, end]: Times, request: Omit<PetRequest, 'petId'>, heard?: Heard): Attempt => {
    const { status = 0, version, headers = {}, text } = heard ?? {};
    const pet = version === undefined ? null : shownPet('a', statesOf(events)[version]!);
    const etag = version === undefined ? {} : { etag: `"${version}"` };
    const location = status === 201 ? { location: '/pets/a' } : {};
    const answer = {
      status,
      headers: { ...etag, ...location, ...headers },
      text: text ?? (pet && status < 300 ? JSON.stringify(pet) : ''),
    };
    return {
      requestId,
      request: { ...request, petId: 'a' },
      begin,
      end: heard ? end : Number.POSITIVE_INFINITY,
      ...(heard && { answer }),
    };
  };

const judged = (events: PetEvent[], ...all: Attempt[]) => judgeHistory(all, new Map([['a', events]]));
const create = (of: ReturnType<typeof attempts>) =>
  of('create', [0, 1], { kind: 'create', body: FIDO }, { status: 201, version: 1 });
const rename = (name: string, more: Partial<PetRequest> = {}) => ({ kind: 'update' as const, body: { name }, ...more });

describe('a history that could be', () => {
  test('concurrent writes in either order, lost answers that came about or not, and reads between', () => {
    const events = history(created, renamed('b', 'B'), renamed('c', 'C'), deleted('d'));
    const of = attempts(events);
    expect(
      judged(
        events,
        create(of),
        of('c', [2, 9], rename('C'), { status: 200, version: 3 }),
        of('b', [3, 8], rename('B')),
        of('never', [3, 8], rename('N')),
        of('read 2', [4, 6], { kind: 'strong' }, { status: 200, version: 2 }),
        of('read 3', [7, 8], { kind: 'strong' }, { status: 200, version: 3 }),
        of('d', [10, 11], { kind: 'delete' }, { status: 204 }),
        of('d again', [12, 13], { kind: 'delete' }, { status: 204 }),
        of('stale tag', [7, 9], rename('X', { ifMatch: '"1"' }), { status: 412, version: 3 }),
        of('row', [12, 13], { kind: 'show' }, { status: 200, version: 2 }),
        of('gone', [14, 15], { kind: 'show' }, { status: 410 }),
        of('then', [14, 15], { kind: 'asOf', version: 2 }, { status: 200, version: 2 }),
        of('not yet', [0, 3], { kind: 'asOf', version: 2 }, { status: 404 }),
        of('late', [12, 13], rename('L'), { status: 410 }),
        of('late create', [2, 3], { kind: 'create', body: FIDO }, { status: 409 }),
        of('down', [4, 5], rename('X'), { status: 503, headers: { 'retry-after': '1' } }),
      ),
    ).toEqual([]);
  });

  test('a key that came again, after its answer was lost', () => {
    const events = history(created, renamed('b 1', 'B'), renamed('c', 'C'));
    const of = attempts(events);
    const keyed = rename('B', { key: 'k', ifMatch: '"1"' });
    expect(
      judged(
        events,
        create(of),
        of('b 1', [2, 3], keyed),
        of('c', [4, 5], rename('C'), { status: 200, version: 3 }),
        of('b 2', [6, 7], keyed, { status: 200, version: 2 }),
        of('b 3', [6, 8], keyed, { status: 200, version: 2 }),
        of('b 4', [9, 10], rename('D', { key: 'k', misusesKey: true }), { status: 422 }),
      ),
    ).toEqual([]);
  });
});

describe('what is found', () => {
  test('a lost update: a change under If-Match that no longer held', () => {
    const events = history(created, renamed('b', 'B'), renamed('c', 'C'));
    const of = attempts(events);
    const found = judged(
      events,
      create(of),
      of('b', [2, 5], rename('B', { ifMatch: '"1"' }), { status: 200, version: 2 }),
      of('c', [2, 5], rename('C', { ifMatch: '"1"' }), { status: 200, version: 3 }),
    );
    expect(found).toEqual([expect.stringMatching(/^a 3 does not follow from version 2: c /)]);
  });

  test('a lost update: an event that takes back what it was not asked to', () => {
    const events = history(
      created,
      ['b', 'PetUpdated', { changes: { weightKg: 2 } }],
      ['c', 'PetUpdated', { changes: { name: 'C', weightKg: null } }],
    );
    const of = attempts(events);
    const found = judged(
      events,
      create(of),
      of('b', [2, 5], { kind: 'update', body: { weightKg: 2 } }, { status: 200, version: 2 }),
      of('c', [2, 5], rename('C'), { status: 200, version: 3 }),
    );
    expect(found).toEqual([expect.stringMatching(/^a 3 does not follow/)]);
  });

  test('a strong read that is stale', () => {
    const events = history(created, renamed('b', 'B'));
    const of = attempts(events);
    const found = judged(
      events,
      create(of),
      of('b', [2, 3], rename('B'), { status: 200, version: 2 }),
      of('r', [4, 5], { kind: 'strong' }, { status: 200, version: 1 }),
    );
    expect(found).toEqual([expect.stringMatching(/^r .* the pet was not so while it was read$/)]);
  });

  test('a strong read behind another, of a write whose answer was lost', () => {
    const events = history(created, renamed('b', 'B'));
    const of = attempts(events);
    const found = judged(
      events,
      create(of),
      of('b', [2, 3], rename('B')),
      of('r 1', [4, 5], { kind: 'strong' }, { status: 200, version: 2 }),
      of('r 2', [6, 7], { kind: 'strong' }, { status: 200, version: 1 }),
    );
    expect(found).toEqual([expect.stringMatching(/^r 2 /)]);
  });

  test('a strong read with another body than its version has', () => {
    const events = history(created);
    const of = attempts(events);
    const found = judged(
      events,
      create(of),
      of('r', [2, 3], { kind: 'strong' }, { status: 200, version: 1, text: '{"name":"Fido"}' }),
    );
    expect(found).toEqual([expect.stringMatching(/^r /)]);
  });

  test('a row that goes back, and one from the future', () => {
    const events = history(created, renamed('b', 'B'));
    const of = attempts(events);
    const found = judged(
      events,
      create(of),
      of('b', [5, 6], rename('B'), { status: 200, version: 2 }),
      of('early', [2, 3], { kind: 'show' }, { status: 200, version: 2 }),
      of('new', [7, 8], { kind: 'show' }, { status: 200, version: 2 }),
      of('old', [9, 10], { kind: 'show' }, { status: 200, version: 1 }),
    );
    expect(found).toEqual([expect.stringMatching(/^early /), expect.stringMatching(/^old /)]);
  });

  test('a key that was applied twice', () => {
    const events = history(created, renamed('b 1', 'B'), renamed('c', 'C'), renamed('b 2', 'B'));
    const of = attempts(events);
    const keyed = rename('B', { key: 'k' });
    const found = judged(
      events,
      create(of),
      of('b 1', [2, 3], keyed),
      of('c', [4, 5], rename('C'), { status: 200, version: 3 }),
      of('b 2', [6, 7], keyed, { status: 200, version: 4 }),
    );
    expect(found[0]).toMatch(/^b 1 .* was carried out again as version 4$/);
  });

  test('a request without a key that was applied twice', () => {
    const events = history(created, renamed('b', 'B'), renamed('c', 'C'), renamed('b', 'B'));
    const of = attempts(events);
    const found = judged(events, create(of), of('b', [2, 9], rename('B')), of('c', [2, 9], rename('C')));
    expect(found[0]).toMatch(/^b .* was carried out again as version 4$/);
  });

  test('a key that is answered with other bytes the second time', () => {
    const events = history(created, renamed('b', 'B'));
    const of = attempts(events);
    const keyed = rename('B', { key: 'k' });
    const first = of('b', [2, 3], keyed, { status: 200, version: 2 });
    const { text } = first.answer!;
    const again = of('b 2', [4, 5], keyed, { status: 200, version: 2, text: text.replace('{', '{ ') });
    expect(judged(events, create(of), first, again)).toEqual([expect.stringMatching(/^b 2 .* otherwise/)]);
  });

  test('a repetition that is refused for what its first attempt did', () => {
    const events = history(created, renamed('b 1', 'B'));
    const of = attempts(events);
    const keyed = rename('B', { key: 'k', ifMatch: '"1"' });
    const found = judged(
      events,
      create(of),
      of('b 1', [2, 3], keyed),
      of('b 2', [4, 5], keyed, { status: 412, version: 2 }),
    );
    expect(found).toEqual([expect.stringMatching(/^b 2 .* nothing was the reason$/)]);
  });

  test('a key of another request that is taken', () => {
    const events = history(created, renamed('b', 'B'), renamed('c', 'C'));
    const of = attempts(events);
    const misused = rename('C', { key: 'k', misusesKey: true });
    const found = judged(
      events,
      create(of),
      of('b', [2, 3], rename('B', { key: 'k' }), { status: 200, version: 2 }),
      of('c', [4, 5], misused, { status: 200, version: 3 }),
    );
    expect(found).toContainEqual(expect.stringMatching(/^c .* under the key of another request$/));
  });

  test.each([
    ['a 412 although the tag holds', rename('X', { ifMatch: '"2"' }), { status: 412, version: 2 }],
    ['a 412 that names another version', rename('X', { ifMatch: '"7"' }), { status: 412, version: 1 }],
    ['a 409 without another writer', rename('X'), { status: 409, headers: { 'retry-after': '1' } }],
    ['a 409 for a creation after a deletion', { kind: 'create', body: FIDO }, { status: 409 }],
    ['a 404 for a pet that was', { kind: 'delete' }, { status: 404 }],
    ['a 410 for a pet that lives', rename('X'), { status: 410 }],
    ['a 400 for what is valid', rename('X'), { status: 400 }],
    ['a 422 for a new key', rename('X', { key: 'new' }), { status: 422 }],
    ['a 500', rename('X'), { status: 500 }],
    ['a 503 without Retry-After', rename('X'), { status: 503 }],
  ] as [string, Omit<PetRequest, 'petId'>, Heard][])('%s', (_, request, heard) => {
    const isAfterDeletion = request.kind === 'create';
    const events = history(created, isAfterDeletion ? deleted('b') : renamed('b', 'B'));
    const of = attempts(events);
    const second = isAfterDeletion
      ? of('b', [2, 3], { kind: 'delete' }, { status: 204 })
      : of('b', [2, 3], rename('B'), { status: 200, version: 2 });
    expect(judged(events, create(of), second, of('wrong', [4, 5], request, heard))).toEqual([
      expect.stringMatching(/^wrong /),
    ]);
  });

  test('conflicts with a single change, more often than a slow table explains', () => {
    const events = history(created, renamed('b', 'B'));
    const of = attempts(events);
    const seen = [create(of), of('b', [2, 9], rename('B'), { status: 200, version: 2 })];
    const conflict = { status: 409, headers: { 'retry-after': '1' } };
    const [one, other] = [of('c', [3, 6], rename('C'), conflict), of('d', [3, 6], rename('D'), conflict)];
    expect(judged(events, ...seen, one)).toEqual([]);
    expect(judged(events, ...seen, one, other)).toEqual([
      expect.stringMatching(/^c .* lost one race at most$/),
      expect.stringMatching(/^d /),
    ]);
  });

  test('a 200 that changed nothing, where there was something to change', () => {
    const events = history(created);
    const of = attempts(events);
    const found = judged(events, create(of), of('b', [2, 3], rename('B'), { status: 200, version: 1 }));
    expect(found).toEqual([expect.stringMatching(/^b .* there is no event of it/)]);
  });

  test('a 204 that deleted nothing, where there was a pet', () => {
    const events = history(created);
    const of = attempts(events);
    const found = judged(events, create(of), of('d', [2, 3], { kind: 'delete' }, { status: 204 }));
    expect(found).toEqual([expect.stringMatching(/^d .* there is no event of it/)]);
  });

  test('versions in another order than they were acknowledged in', () => {
    const events = history(created, renamed('b', 'B'), renamed('c', 'C'));
    const of = attempts(events);
    const found = judged(
      events,
      create(of),
      of('c', [2, 3], rename('C'), { status: 200, version: 3 }),
      of('b', [4, 5], rename('B'), { status: 200, version: 2 }),
    );
    expect(found).toEqual(['a 3 was stored out of the order of time']);
  });

  test('an acknowledged write that vanished', () => {
    const events = history(created, renamed('b', 'B'));
    const of = attempts(events);
    const acknowledged = of('b', [2, 3], rename('B'), { status: 200, version: 2 });
    expect(judged(events.slice(0, 1), create(of), acknowledged)).toEqual([
      expect.stringMatching(/^b .* there is no event of it/),
    ]);
    expect(judged([], create(of))).toEqual([expect.stringMatching(/^create .* there is no event of it/)]);
  });

  test('an answer with a pet that its event did not make', () => {
    const events = history(created, renamed('b', 'B'));
    const of = attempts(events);
    const found = judged(events, create(of), of('b', [2, 3], rename('B'), { status: 200, version: 1 }));
    expect(found).toEqual([expect.stringMatching(/^b .* not what its event a 2 made$/)]);
  });

  test('an event that nobody asked for, one of a refused request, and a gap', () => {
    const events = history(created, renamed('b', 'B'), renamed('c', 'C'), renamed('nobody', 'D'));
    const of = attempts(events);
    const found = judged(
      [events[0]!, events[1]!, events[3]!],
      create(of),
      of('b', [2, 3], rename('B'), { status: 409, headers: { 'retry-after': '1' } }),
    );
    expect(found).toEqual([
      'a 4 is of no request',
      'a 4 follows a gap',
      expect.stringMatching(/^b .* was carried out all the same$/),
    ]);
  });
});
