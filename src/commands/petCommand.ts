import { dynamoDb } from '../clients.ts';
import { tableNamed } from '../config.ts';
import type { JsonObject } from '../domain/jsonValue.ts';
import { dynamoEventStore } from '../eventStore/dynamoEventStore.ts';
import type { RecordedEvent } from '../eventStore/recordedEvent.ts';
import { type GatewayEvent, idempotencyKeyOf, metadataOf } from '../http/gatewayEvent.ts';
import { expectedVersions } from '../http/parsePreconditions.ts';
import type { CommandRequest } from './handleCommand.ts';
import { handleOnce, type RequestKey } from './handleOnce.ts';
import { digest, idempotencyKeys } from './idempotencyKeys.ts';
import { newestOf } from './refusals.ts';

const client = dynamoDb();
const store = dynamoEventStore(client, tableNamed('events'));
const keys = idempotencyKeys(client, tableNamed('idempotency'));

/**
 * Carries out a command for an HTTP request, under its conditions and its Idempotency-Key. Returns the event that
 * answers it: the one it led to, or the one before that it left unchanged. Throws the problem of a refusal.
 */
export async function carryOut(
  event: GatewayEvent,
  petId: string,
  command: CommandRequest['command'],
  body?: JsonObject,
): Promise<RecordedEvent> {
  const request: CommandRequest = {
    petId,
    command,
    metadata: metadataOf(event),
    ...('type' in command && command.type === 'CreatePet' ? { assumeNew: true } : { expects: expectedVersions(event) }),
  };
  return newestOf(await handleOnce(store, keys, request, requestKeyOf(event, request.metadata.actor, body)));
}

function requestKeyOf(event: GatewayEvent, actor: string, body: JsonObject | undefined): RequestKey | undefined {
  const key = idempotencyKeyOf(event);
  if (key === undefined) return undefined;
  const { method, path } = event.requestContext.http;
  const conditions = [event.headers['if-match'] ?? '', event.headers['if-none-match'] ?? ''];
  return {
    key: digest(actor, key),
    request: digest(method, path, event.rawQueryString, ...conditions, JSON.stringify(body ?? null)),
  };
}
