import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../random.ts';
import { type Attempt, bodyOf, isRead, isSuccess, type PetRequest } from './attempt.ts';
import { newPet, patch } from './bodies.ts';

/** Sends a request once, under an id of its own. */
export type Send = (request: PetRequest, requestId: string) => Promise<Attempt['answer']>;

/** How often a request with a key is sent, while nothing tells what became of it. */
const ATTEMPTS = 4;
const LONGEST_PAUSE_MS = 20;
const NAMED_PETS = 4;
/** Of the pets whose id the service made, so many of the newest are used. */
const UNNAMED_PETS = 3;

/** Kinds of requests, each as often as it stands here. */
const KINDS: readonly PetRequest['kind'][] = [
  ...Array<PetRequest['kind']>(6).fill('create'),
  ...Array<PetRequest['kind']>(12).fill('update'),
  ...Array<PetRequest['kind']>(2).fill('put'),
  ...Array<PetRequest['kind']>(2).fill('delete'),
  ...Array<PetRequest['kind']>(4).fill('restore'),
  ...Array<PetRequest['kind']>(4).fill('show'),
  ...Array<PetRequest['kind']>(6).fill('strong'),
  ...Array<PetRequest['kind']>(3).fill('asOf'),
];

/** Clients that ask for random things of a few pets, all at once, and note what they sent and heard. */
export class HistoryClients {
  readonly attempts: Attempt[] = [];
  private readonly prefix: string;
  private readonly send: Send;
  private readonly unnamed: string[] = [];
  /** The newest version of each pet that anyone heard of. */
  private readonly seen = new Map<string, number>();
  /** Requests whose key was acknowledged. */
  private readonly acknowledged: PetRequest[] = [];
  private sent = 0;
  private changed = 0;
  private begun = 0;

  /** `prefix` begins the names of pets and keys, so that those of other runs are never met. */
  constructor(prefix: string, send: Send) {
    this.prefix = prefix;
    this.send = send;
  }

  /** How many operations were begun. */
  get operations(): number {
    return this.begun;
  }

  /** How many changes were acknowledged; most of them left an event. */
  get changes(): number {
    return this.changed;
  }

  /** Has this many clients carry out this many operations between them. */
  async work(clients: number, operations: number, random: Random): Promise<void> {
    const one = async (own: Random) => {
      while (this.begun < operations) {
        this.begun++;
        await this.operate(own);
        await sleep(own.below(LONGEST_PAUSE_MS));
      }
    };
    await Promise.all(Array.from({ length: clients }, () => one(random.fork())));
  }

  /** Sends a request once, and notes it. */
  async attempt(request: PetRequest): Promise<Attempt> {
    const requestId = `${this.prefix}-${++this.sent}`;
    const begin = performance.now();
    const answer = await this.send(request, requestId);
    const end = answer ? performance.now() : Number.POSITIVE_INFINITY;
    const attempt: Attempt = { request, requestId, begin, end, ...(answer && { answer }) };
    this.attempts.push(attempt);
    this.learn(attempt);
    return attempt;
  }

  private async operate(random: Random): Promise<void> {
    const known = random.chance(0.1) && this.acknowledged.length > 0 ? random.one(this.acknowledged) : undefined;
    const request = known ? repeated(known, random) : this.requestOf(random);
    const isTwice = request.key !== undefined && random.chance(0.2);
    for (let left = ATTEMPTS; left > 0; left--) {
      const attempts = await Promise.all(
        isTwice ? [request, request].map((r) => this.attempt(r)) : [this.attempt(request)],
      );
      const isOpen = attempts.every(({ answer }) => !answer || answer.status >= 500);
      if (!isOpen || request.key === undefined) return;
      await sleep(random.below(5 * LONGEST_PAUSE_MS));
    }
  }

  private requestOf(random: Random): PetRequest {
    const petId = random.one([...this.named(), ...this.unnamed.slice(-UNNAMED_PETS)]);
    const isNew = !this.seen.has(petId) && random.chance(0.7);
    const kind = isNew ? 'create' : random.one(KINDS);
    const isUnnamed = kind === 'create' && !isNew && random.chance(0.15);
    const isRead = kind === 'show' || kind === 'strong' || kind === 'asOf';
    const hasVersion = kind === 'asOf' || (kind === 'restore' && random.chance(0.6));
    const isKeyed = !isRead && random.chance(0.5);
    return {
      kind,
      ...(!isUnnamed && { petId }),
      ...(kind === 'create' && { body: { ...newPet(random), ...(!isUnnamed && { petId }) } }),
      ...((kind === 'update' || kind === 'put') && { body: patch(random) }),
      ...(hasVersion && { version: 1 + random.below((this.seen.get(petId) ?? 0) + 2) }),
      ...(isKeyed && { key: `${this.prefix}-key-${this.begun}` }),
      ...(kind !== 'create' && kind !== 'asOf' && this.conditions(petId, isRead, random)),
    };
  }

  private named(): string[] {
    return Array.from({ length: NAMED_PETS }, (_, index) => `${this.prefix}-pet-${index}`);
  }

  private conditions(petId: string, isRead: boolean, random: Random): Pick<PetRequest, 'ifMatch' | 'ifNoneMatch'> {
    const seen = this.seen.get(petId) ?? 1;
    const older = 1 + random.below(seen);
    if (isRead) return random.chance(0.2) ? { ifNoneMatch: `"${seen}"` } : {};
    if (random.chance(0.03)) return { ifNoneMatch: random.one(['*', `"${seen}"`, `W/"${older}"`]) };
    if (random.chance(0.5)) return {};
    const tags = [
      `"${seen}"`,
      `"${seen}"`,
      `"${seen}"`,
      `"${older}"`,
      `"${seen}0"`,
      '*',
      `W/"${seen}"`,
      `"x", "${seen}"`,
      'x',
    ];
    return { ifMatch: random.one(tags) };
  }

  private learn(attempt: Attempt): void {
    const { request, answer } = attempt;
    if (!isSuccess(attempt)) return;
    if (!isRead(attempt)) this.changed++;
    const { petId, version } = bodyOf(attempt) ?? {};
    if (typeof petId === 'string') {
      // A read of the past tells nothing of the present, and a higher number is newer whoever heard of it.
      this.seen.set(petId, Math.max(Number(version), this.seen.get(petId) ?? 0));
      if (request.kind === 'create' && request.petId === undefined && !this.unnamed.includes(petId))
        this.unnamed.push(petId);
    }
    if (answer && request.key !== undefined && !this.acknowledged.includes(request)) this.acknowledged.push(request);
  }
}

/** A request whose key was acknowledged, once more; or another request with its key. */
function repeated(known: PetRequest, random: Random): PetRequest {
  if (random.chance(0.8) || known.kind === 'create') return known;
  const { key, petId } = known;
  return { kind: 'update', petId: petId!, body: { misused: random.below(1_000_000) }, key: key!, misusesKey: true };
}
