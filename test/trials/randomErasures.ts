import fc from 'fast-check';
import { createPet } from '../../src/commands/createPet.ts';
import { deletePet } from '../../src/commands/deletePet.ts';
import { erasePersonalData } from '../../src/commands/erasePersonalData.ts';
import { restorePet } from '../../src/commands/restorePet.ts';
import { updatePet } from '../../src/commands/updatePet.ts';
import type { JsonObject, JsonValue } from '../../src/domain/jsonValue.ts';
import { PERSONAL_NAMES, type PersonalName } from '../../src/domain/splitPersonal.ts';
import { removePersonalData } from '../../src/erasure/removePersonalData.ts';
import { checkHistory } from '../../src/eventStore/checkHistory.ts';
import { idsFrom } from '../../src/eventStore/nextEventId.ts';
import type { GatewayEvent } from '../../src/http/gatewayEvent.ts';
import type { HttpHandler } from '../../src/http/http.ts';
import { petEntry } from '../../src/messages/petEntry.ts';
import { type PetRow, petRow, petsProjection } from '../../src/projections/petRow.ts';
import { projectPets } from '../../src/projections/projectPets.ts';
import { blamePet } from '../../src/queries/blamePet.ts';
import { eventView } from '../../src/queries/eventView.ts';
import { petHistory } from '../../src/queries/petHistory.ts';
import { showPet } from '../../src/queries/showPet.ts';
import { petStream, type RecordedPetEvent } from '../../src/streams/petStream.ts';
import { historyFaults } from '../judge/history.ts';
import { Random } from '../simulation/random.ts';
import { gatewayEvent, parsed } from '../support/gatewayEvent.ts';
import { memoryParts } from '../support/memoryParts.ts';
import { memoryRowStore } from '../support/memoryRowStore.ts';
import { insertRecord } from '../support/streamRecords.ts';

export interface RandomErasures {
  histories: number;
  events: number;
  erasures: number;
  /** Personal values, each with a text that occurs nowhere else: a canary. */
  canaries: number;
  erased: number;
  /** Places that still show something erased. */
  shown: number;
  /** Places that lack something that was not erased. */
  lost: number;
  /** What is wrong with chains, commitments, folds and rows. */
  findings: number;
}

const PETS = ['rex', 'luna'] as const;

type Step = { petId: (typeof PETS)[number]; names: PersonalName[]; version: number; settles: boolean } & {
  does: 'create' | 'update' | 'clear' | 'delete' | 'restore' | 'erase';
};
const does = fc.constantFrom<Step['does'][]>(
  'create',
  'update',
  'update',
  'update',
  'clear',
  'delete',
  'restore',
  'erase',
);
const step: fc.Arbitrary<Step> = fc.record({
  petId: fc.constantFrom(...PETS),
  does,
  names: fc.subarray([...PERSONAL_NAMES], { minLength: 1 }),
  version: fc.integer({ min: 0, max: 8 }),
  settles: fc.boolean(),
});

/** A caller's own keys, some of them called as the service's own. */
const OWN_KEYS = ['nickname', '$personal', 'other', 'personal', 'commitments'];

/**
 * Takes two pets through random histories of commands, removes what is erased at once, later or twice, and looks for every
 * canary in all that is stored, shown, told and exported.
 */
export async function randomErasures(count: number, seed = 1): Promise<RandomErasures> {
  const report = { histories: 0, events: 0, erasures: 0, canaries: 0, erased: 0, shown: 0, lost: 0, findings: 0 };
  const random = new Random(seed);
  const histories = fc.sample(fc.array(step, { minLength: 12, maxLength: 30 }), { numRuns: count, seed });
  for (const steps of histories) {
    const history = new History(random);
    for (const one of steps) await history.take(one);
    await history.removeAll();
    await history.judge(report);
    report.histories++;
  }
  return report;
}

interface Canary {
  petId: string;
  name: PersonalName;
  text: string;
  isErased: boolean;
}

/** One history of two pets, and where their canaries should be. */
class History {
  private readonly parts = memoryParts();
  private readonly rows = memoryRowStore(petsProjection);
  private readonly canaries: Canary[] = [];
  /** The erasures whose values are not removed yet. */
  private waiting: { petId: string; version: number }[] = [];
  private erasures = 0;
  private readonly messages: string[] = [];
  private readonly random: Random;

  constructor(random: Random) {
    this.random = random;
  }

  async take({ petId, does, names, version, settles }: Step): Promise<void> {
    const { parts } = this;
    const versionBefore = (await parts.store.newest(petId))?.version ?? 0;
    const fresh: Canary[] = [];
    const body = () => this.values(petId, names, fresh);
    const call = (route: string, command: HttpHandler, request: Partial<GatewayEvent> = {}) =>
      answer(command, route, petId, request);
    const status = await {
      create: () =>
        call('POST /pets', createPet(parts), { body: json({ petId, name: 'Pet', type: 'dog', ...body() }) }),
      update: () => call('PATCH /pets/{petId}', updatePet(parts), { body: json({ weightKg: version + 1, ...body() }) }),
      clear: () => call('PATCH /pets/{petId}', updatePet(parts), { body: json(cleared(names)) }),
      delete: () => call('DELETE /pets/{petId}', deletePet(parts)),
      restore: () =>
        call('POST /pets/{petId}/restore', restorePet(parts), { rawQueryString: version ? `version=${version}` : '' }),
      erase: () =>
        call('DELETE /pets/{petId}/personal-data', erasePersonalData(parts), {
          rawQueryString: `fields=${names.join(',')}`,
        }),
    }
      [does]()
      .then(({ status }) => status!);
    if (status >= 500) throw new Error(`${does} was answered with ${status}`);
    if (status < 300) this.canaries.push(...fresh);
    const newest = await parts.store.newest(petId);
    if (!newest || newest.version === versionBefore) return;
    await this.deliver(newest);
    if (does !== 'erase') return;
    this.erasures++;
    for (const canary of this.canaries)
      if (canary.petId === petId && names.includes(canary.name)) canary.isErased = true;
    this.waiting.push({ petId, version: newest.version });
    if (settles) await this.removeAll();
  }

  private values(petId: string, names: readonly PersonalName[], fresh: Canary[]): JsonObject {
    const value = (name: PersonalName) => {
      const text = `canary-${this.canaries.length + fresh.length}.`;
      fresh.push({ petId, name, text, isErased: false });
      return text;
    };
    const entries = names.map((name): [string, JsonValue] => {
      if (name === 'photoUrls') return [name, [value(name), value(name)]];
      if (name !== 'other') return [name, value(name)];
      const key = this.random.one(OWN_KEYS);
      return [key, this.random.chance(0.5) ? value(name) : { notes: value(name), list: [value(name), null] }];
    });
    return Object.fromEntries(entries);
  }

  /** The removals, in any order, some of them twice. */
  async removeAll(): Promise<void> {
    const { store } = this.parts;
    const remove = removePersonalData({ store, feed: store, personal: store });
    const again = this.waiting.filter(() => this.random.chance(0.2));
    for (const metadata of this.random.shuffled([...this.waiting, ...again])) await remove({ detail: { metadata } });
    this.waiting = [];
  }

  private async deliver(event: RecordedPetEvent): Promise<void> {
    const item = this.parts.store.stored.get(event.streamId)!.get(event.version)!;
    await projectPets({ readModels: [{ projection: petsProjection, rows: this.rows }] })({
      Records: [insertRecord(item)],
    });
    this.messages.push(petEntry('bus', event).Detail!);
  }

  async judge(report: RandomErasures): Promise<void> {
    const { store } = this.parts;
    const events: RecordedPetEvent[] = [];
    for await (const event of store.feed({ above: idsFrom(0), below: '~', count: 100 })) events.push(event);
    const items = PETS.map((petId) => [...(store.stored.get(petId) ?? new Map<number, JsonObject>()).values()]);
    const exported = items.flat().map(withoutValues);
    const rows = [...this.rows.stored.values()];

    const whole = {
      items: json(items),
      feed: json(events.map(eventView)),
      told: json(events.map((event) => petEntry('bus', event, { personalData: true }).Detail)),
      histories: await this.shown('GET /pets/{petId}/history', petHistory({ store }), ['limit=100']),
      newestFirst: await this.shown('GET /pets/{petId}/history', petHistory({ store }), ['limit=100&order=desc']),
      messages: await this.shown('GET /pets/{petId}/history', petHistory({ store, personalData: true }), [AS_MESSAGES]),
      versions: await this.shown('GET /pets/{petId}', this.show(), versionsOf(events)),
    };
    const present = {
      rows: json(rows),
      pets: await this.shown('GET /pets/{petId}', this.show(), [
        '',
        'consistency=strong',
        `at=${new Date().toISOString()}`,
      ]),
      blame: await this.shown('GET /pets/{petId}/blame', blamePet({ store }), ['']),
    };
    const bare = {
      messages: json(this.messages),
      again: await this.shown('GET /pets/{petId}/history', petHistory({ store }), [AS_MESSAGES]),
      exported: json(exported),
    };

    for (const { text, isErased } of this.canaries) {
      if (isErased) report.shown += placesWith(text, { ...whole, ...present }).length;
      else report.lost += Object.keys(whole).length - placesWith(text, whole).length;
      report.shown += placesWith(text, bare).length;
    }
    for (const [index, petId] of PETS.entries()) {
      report.findings += findingsIn(petId, items[index]!) + findingsIn(petId, items[index]!.map(withoutValues), true);
      report.findings += historyFaults(petId, items[index]!).length;
      const newest = await store.newest(petId);
      if (newest && json(await this.rows.row(petId)) !== json(petRow(newest))) report.findings++;
    }
    report.events += events.length;
    report.erasures += this.erasures;
    report.canaries += this.canaries.length;
    report.erased += this.canaries.filter(({ isErased }) => isErased).length;
  }

  private show(): HttpHandler {
    return showPet({
      store: this.parts.store,
      rowOf: async (petId) => (await this.rows.row(petId)) as PetRow | undefined,
    });
  }

  private async shown(route: string, query: HttpHandler, queries: readonly string[]): Promise<string> {
    const bodies: unknown[] = [];
    for (const petId of PETS)
      for (const rawQueryString of queries) bodies.push((await answer(query, route, petId, { rawQueryString })).body);
    return json(bodies);
  }
}

const AS_MESSAGES = 'limit=100&as=messages';

const json = (value: unknown): string => JSON.stringify(value);

async function answer(handler: HttpHandler, route: string, petId: string, request: Partial<GatewayEvent>) {
  return parsed(await handler(gatewayEvent(route, { pathParameters: { petId }, ...request })));
}

/** A patch that removes the values of these names. */
const cleared = (names: readonly PersonalName[]): JsonObject =>
  Object.fromEntries(names.flatMap((name) => (name === 'other' ? OWN_KEYS : [name])).map((key) => [key, null]));

const versionsOf = (events: readonly RecordedPetEvent[]): string[] =>
  Array.from({ length: Math.max(0, ...events.map(({ version }) => version)) }, (_, n) => `version=${n + 1}`);

const placesWith = (text: string, places: Record<string, string>): string[] =>
  Object.keys(places).filter((place) => places[place]!.includes(text));

const withoutValues = ({ personal: _, ...item }: JsonObject): JsonObject => item;

function findingsIn(petId: string, items: readonly JsonObject[], withheld = false): number {
  const check = checkHistory(petStream, petId, { withheld });
  const found = items.flatMap((item) => check.next(structuredClone(item)));
  return found.length + check.end().length;
}
