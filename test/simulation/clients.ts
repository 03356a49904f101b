import { setTimeout as sleep } from 'node:timers/promises';
import { gatewayCall } from './gateway.ts';
import type { Answer, Call, Request } from './history.ts';
import { CLIENTS, type Operation, PETS } from './plan.ts';
import type { Random } from './random.ts';

/** Calls a function; rejects where it crashes or runs out of time. */
export type CallFunction = (name: string, invocation: string, event: unknown) => Promise<unknown>;

/** How often a request with a key is sent, while nothing tells what became of it. */
const ATTEMPTS = 3;
const LONGEST_PAUSE_MS = 300;

/** The clients of one run: they do what the plan says, each one thing after the other, and note what they see. */
export class Clients {
  readonly calls: Call[] = [];
  private readonly operations: readonly Operation[];
  private readonly random: Random;
  private readonly step: () => number;
  private readonly callFunction: CallFunction;
  /** The requests that were sent, by the index of their operation. */
  private readonly sent = new Map<number, { request: Request; operationId: string }>();
  private readonly unnamed = new Map<number, string>();
  private readonly seen = new Map<string, number>();

  constructor(operations: readonly Operation[], random: Random, step: () => number, callFunction: CallFunction) {
    this.operations = operations;
    this.random = random;
    this.step = step;
    this.callFunction = callFunction;
  }

  async work(): Promise<void> {
    await Promise.all(Array.from({ length: CLIENTS }, (_, client) => this.workOf(client)));
  }

  private async workOf(client: number): Promise<void> {
    for (const [index, operation] of this.operations.entries()) {
      if (operation.client !== client) continue;
      await sleep(operation.pauseMs);
      await this.carryOut(index, operation);
    }
  }

  private async carryOut(index: number, operation: Operation): Promise<void> {
    const earlier = this.sent.get(operation.repeats ?? -1);
    const { request, operationId } = earlier?.request.key
      ? earlier
      : { request: this.requestOf(index, operation), operationId: `${index}` };
    this.sent.set(index, { request, operationId });
    for (let attempt = 1; ; attempt++) {
      const call = await this.call(request, operationId, `${index}-${attempt}`);
      this.learn(operation.client, call);
      const isOpen = !call.answer || call.answer.status >= 500;
      if (!isOpen || request.key === undefined || attempt === ATTEMPTS) return;
      await sleep(this.random.next() * LONGEST_PAUSE_MS);
    }
  }

  /** Sends a request once. */
  async call(request: Request, operationId: string, requestId: string): Promise<Call> {
    const { function: name, event } = gatewayCall(request, { requestId, operationId });
    const begin = this.step();
    const invocation = requestId;
    const call: Call = { request, operationId, requestId, invocation, begin, end: begin, answer: undefined };
    try {
      call.answer = answerOf(await this.callFunction(name, invocation, event));
    } catch (error) {
      call.failure = String(error);
    }
    call.end = this.step();
    this.calls.push(call);
    return call;
  }

  private requestOf(index: number, { client, kind, slot, body, match, keyed, version }: Operation): Request {
    const petId = (slot === PETS ? this.unnamed.get(client) : undefined) ?? `pet${slot % PETS}`;
    const isChange = ['update', 'put', 'delete', 'restore', 'restoreVersion'].includes(kind);
    const isRead = kind === 'show' || kind === 'showStrong';
    const hasBody = ['create', 'createUnnamed', 'update', 'put'].includes(kind);
    const ifMatch = isChange ? this.tagOf(petId, match) : undefined;
    return {
      kind,
      ...(kind !== 'createUnnamed' && { petId }),
      ...(hasBody && { body: kind === 'create' ? { ...body, petId } : body }),
      ...(ifMatch !== undefined && { ifMatch }),
      ...(keyed && !isRead && { key: `key${index}` }),
      ...(kind === 'restoreVersion' && { version }),
    };
  }

  private tagOf(petId: string, match: Operation['match']): string | undefined {
    const version = this.seen.get(petId) ?? 1;
    if (match === 'none') return undefined;
    return match === 'any' ? '*' : `"${match === 'seen' ? version : Math.max(1, version - 1)}"`;
  }

  private learn(client: number, { request, answer }: Call): void {
    if (!answer || answer.status >= 300) return;
    const { petId, version } = answer.body ?? {};
    if (typeof petId !== 'string' || typeof version !== 'number') return;
    this.seen.set(petId, Math.max(version, this.seen.get(petId) ?? 0));
    if (request.kind === 'createUnnamed') this.unnamed.set(client, petId);
  }
}

function answerOf(result: unknown): Answer {
  const { statusCode, headers, body } = result as { statusCode: number; headers: Answer['headers']; body?: string };
  return { status: statusCode, headers, body: body ? JSON.parse(body) : undefined };
}
