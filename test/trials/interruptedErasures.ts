import { isDeepStrictEqual } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createTables } from '../../infra/local/createTables.ts';
import { type Engine, startEngine } from '../../infra/local/engine.ts';
import { Environment } from '../../infra/local/environment.ts';
import { setEnvironment } from '../../infra/local/setEnvironment.ts';
import type { PetCommand } from '../../src/domain/decide.ts';
import type { JsonObject } from '../../src/domain/jsonValue.ts';
import { checkHistory } from '../../src/eventStore/checkHistory.ts';
import { toItem } from '../../src/eventStore/fromItem.ts';
import type { FunctionName } from '../../src/functions.ts';
import { petStream } from '../../src/streams/petStream.ts';
import { historyFaults } from '../judge/history.ts';
import { carryOutAt, type FaultProxy, startFaultProxy } from '../simulation/faultProxy.ts';
import { engineClient, storedItems } from '../support/examinePet.ts';
import { gatewayEvent } from '../support/gatewayEvent.ts';
import { historyOf } from '../support/history.ts';

export interface InterruptedErasures {
  /** Runs of the command and of the function that ended at one of their requests. */
  interruptions: number;
  /** Those after which some of the erased values were there, and some were not. */
  halfDone: number;
  /** What is wrong with chains, commitments and folds, after an interruption and after the next run. */
  findings: number;
  /** Erased values that are there after the next run. */
  shown: number;
  /** Values that were not erased and are gone, of the same pet and of another. */
  lost: number;
}

/** When the first pet was made. Each one has a day of its own, so that a daily check finds its erasure alone. */
const FIRST_DAY = Date.UTC(2026, 0, 1);
const DAY_MS = 24 * 3600 * 1000;

/** What is interrupted: a function, and what it is called with for a pet of so many events. */
interface Call {
  name: FunctionName;
  event(pet: SeededPet): unknown;
  /** Whether the pet's erasure was recorded before. */
  isErased: boolean;
}
interface SeededPet {
  petId: string;
  day: number;
  events: number;
}

const removal = ({ petId, events }: SeededPet) => ({ detail: { metadata: { petId, version: events + 1 } } });
const CALLS: readonly Call[] = [
  { name: 'removePersonalData', event: removal, isErased: true },
  // The daily check.
  { name: 'removePersonalData', event: ({ day }) => ({ since: new Date(day).toISOString() }), isErased: true },
  {
    name: 'erasePersonalData',
    event: ({ petId }) =>
      gatewayEvent('DELETE /pets/{petId}/personal-data', {
        pathParameters: { petId },
        rawQueryString: 'fields=notes,other',
      }),
    isErased: false,
  },
];

/**
 * Ends the command and the function of an erasure at each request that they make, before it is carried out and after it,
 * on the engine; each time on a pet of its own with so many events that have values. Then calls them again.
 */
export async function interruptedErasures(events: number): Promise<InterruptedErasures> {
  const engine = await startEngine();
  const proxy = await startFaultProxy();
  try {
    return await new Interruptions(engine, proxy, events).all();
  } finally {
    await proxy.stop();
    await engine.stop();
  }
}

class Interruptions {
  private readonly report = { interruptions: 0, halfDone: 0, findings: 0, shown: 0, lost: 0 };
  private readonly client: DynamoDBDocumentClient;
  private pets = 0;
  /** What is to happen at which request from now on. */
  private plan: { request: number; isCarriedOut: boolean; end(): Promise<void> } | undefined;
  private requests = 0;

  private readonly endpoint: string;
  private readonly events: number;

  constructor(engine: Engine, proxy: FaultProxy, events: number) {
    this.client = engineClient(engine.endpoint);
    this.endpoint = proxy.endpoint;
    this.events = events;
    proxy.receive(async (arrival) => {
      const { plan } = this;
      const isLast = ++this.requests === plan?.request;
      const reply = !isLast || plan.isCarriedOut ? await carryOutAt(engine.endpoint, arrival) : undefined;
      if (isLast) await plan.end();
      if (reply && !isLast) arrival.reply(reply);
      else arrival.cut();
    });
  }

  async all(): Promise<InterruptedErasures> {
    setEnvironment(this.endpoint, true);
    await createTables(new DynamoDBClient());
    const bystander = await this.seed(false);
    const before = await storedItems(this.client, bystander.petId);
    const next = new Environment();
    try {
      for (const call of CALLS)
        for (const isCarriedOut of [false, true])
          for (let request = 1; await this.interrupt(call, { request, isCarriedOut }, next); request++);
    } finally {
      await next.stop();
    }
    if (!isDeepStrictEqual(await storedItems(this.client, bystander.petId), before)) this.report.lost++;
    return this.report;
  }

  /** True if the run made so many requests. */
  private async interrupt(
    { name, event, isErased }: Call,
    at: { request: number; isCarriedOut: boolean },
    next: Environment,
  ): Promise<boolean> {
    const pet = await this.seed(isErased);
    const environment = new Environment();
    this.requests = 0;
    this.plan = { ...at, end: () => environment.stop() };
    const isInterrupted = await environment
      .invoke(name)(event(pet))
      .then(
        () => false,
        () => true,
      );
    this.plan = undefined;
    await environment.stop();
    if (isInterrupted) this.report.interruptions++;
    const left = await this.judged(pet);
    if (left > 0 && left < 2 * this.events) this.report.halfDone++;

    await next.invoke(name)(event(pet));
    if (!isErased) await next.invoke('removePersonalData')(removal(pet));
    this.report.shown += await this.judged(pet);
    // The judge folds values, and half of them would be no state.
    this.report.findings += historyFaults(pet.petId, await this.items(pet)).length;
    return isInterrupted;
  }

  /** A pet whose events have notes and a nickname, each a secret, and an owner who stays. */
  private async seed(isErased: boolean): Promise<SeededPet> {
    const petId = `pet-${++this.pets}`;
    const day = FIRST_DAY + this.pets * DAY_MS;
    const secrets = (n: number) => ({ notes: `secret-notes-${petId}-${n}`, nickname: `secret-name-${petId}-${n}` });
    const commands: PetCommand[] = [
      { type: 'CreatePet', attributes: { name: 'Rex', type: 'dog', ownerId: `owner-of-${petId}`, ...secrets(1) } },
      ...Array.from({ length: this.events - 1 }, (_, n): PetCommand => ({ type: 'UpdatePet', patch: secrets(n + 2) })),
      ...(isErased ? [{ type: 'ErasePersonalData', fields: ['notes', 'other'] } as const] : []),
    ];
    const items = historyOf(petId, commands, day).map((event) => toItem(petStream, event));
    for (let start = 0; start < items.length; start += 25) {
      const requests = items.slice(start, start + 25).map((Item) => ({ PutRequest: { Item } }));
      await this.client.send(new BatchWriteCommand({ RequestItems: { Events: requests } }));
    }
    return { petId, day, events: this.events };
  }

  private async items({ petId }: Pick<SeededPet, 'petId'>): Promise<JsonObject[]> {
    return (await storedItems(this.client, petId)) as unknown as JsonObject[];
  }

  /** Looks for what is wrong with a pet; returns how many of its secrets are there. */
  private async judged({ petId, events }: SeededPet): Promise<number> {
    const items = await this.items({ petId });
    const check = checkHistory(petStream, petId);
    const found = items.flatMap((item) => check.next(item));
    this.report.findings += found.length + check.end().length;
    const stored = JSON.stringify(items);
    const owners = stored.split(`"owner-of-${petId}"`).length - 1;
    this.report.lost += items.length - owners + Math.max(0, events - items.length);
    return new Set(stored.match(/secret-[\w-]+/g)).size;
  }
}
