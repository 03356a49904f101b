import type { PetCommand } from '../domain/decide.ts';
import { inMemberOrder, type JsonObject } from '../domain/jsonValue.ts';
import { callerOf } from '../http/callerOf.ts';
import type { GatewayEvent } from '../http/gatewayEvent.ts';
import type { Answer, Reply } from '../http/http.ts';
import { metadataOf } from '../http/metadataOf.ts';
import { parseIdempotencyKey } from '../http/parseIdempotencyKey.ts';
import type { PetEventStore, RecordedPetEvent } from '../streams/petStream.ts';
import { handleOnce, type RequestKey } from './handleOnce.ts';
import { digest, type IdempotencyKeys } from './idempotencyKeys.ts';
import type { PetRequest } from './petDecider.ts';
import { problemOf } from './problemOf.ts';

/** What every command needs. */
export interface CommandParts {
  store: PetEventStore;
  keys: IdempotencyKeys;
}

/** A command for a pet, with what the request says of how to carry it out. */
export interface PetTask extends Omit<PetRequest, 'streamId' | 'metadata' | 'command'> {
  petId: string;
  command: PetCommand | PetRequest['command'];
  body?: JsonObject;
}

/**
 * Carries out a command for an HTTP request, at most once under its Idempotency-Key. The answer is the reply to the event
 * that the command led to, or to the one before that it left unchanged; or the problem of a refusal.
 */
export async function carryOut(
  { store, keys }: CommandParts,
  event: GatewayEvent,
  { petId, command, body, ...conditions }: PetTask,
  replyTo: (newest: RecordedPetEvent) => Reply,
): Promise<Answer> {
  const metadata = metadataOf(event);
  const request: PetRequest = {
    ...conditions,
    streamId: petId,
    metadata,
    command: typeof command === 'function' ? command : () => ({ command }),
  };
  const result = await handleOnce(store, keys, request, requestKeyOf(event, body));
  return result.done ? replyTo(result.newest) : problemOf(petId, result.refusal);
}

/** Which request it is does not depend on the order of its body's members. */
function requestKeyOf(event: GatewayEvent, body: JsonObject | undefined): RequestKey | undefined {
  const key = parseIdempotencyKey(event);
  if (key === undefined) return undefined;
  const { method, path } = event.requestContext.http;
  const conditions = [event.headers['if-match'] ?? '', event.headers['if-none-match'] ?? ''];
  return {
    key: digest(callerOf(event).owner, key),
    request: digest(method, path, event.rawQueryString, ...conditions, JSON.stringify(inMemberOrder(body ?? null))),
  };
}
