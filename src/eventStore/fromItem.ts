import * as z from 'zod/mini';
import type { JsonObject } from '../domain/jsonValue.ts';
import { shardOf } from '../dynamo/shardOf.ts';
import { closePersonal, openPersonal } from './closePersonal.ts';
import { ULID } from './nextEventId.ts';
import { beginsLife, type EventOf, type RecordedEvent, type UnsealedEvent } from './recordedEvent.ts';
import type { StreamKind } from './streamKind.ts';
import { UndecodableEvent } from './undecodableEvent.ts';
import { upcast } from './upcast.ts';

/**
 * The item that is stored of an event, with indexes over so many shards. What other attributes already say is left out:
 * an event that begins a life has the state in its data, and is itself its `createdEventId`. `shard` and `lifeShard`,
 * which only events that begin a life have, are the keys of indexes. Personal values go to `personal`, beside what is
 * hashed.
 */
export function toItem<R extends RecordedEvent>(kind: StreamKind<R>, event: UnsealedEvent<R>, shards = 1): JsonObject {
  const {
    streamId,
    state: _,
    createdEventId,
    eventId,
    version,
    commitments: __,
    ...others
  } = event as unknown as RecordedEvent;
  const { data, state, personal } = closePersonal(kind, event as unknown as R);
  const shard = shardOf(streamId, shards);
  const carried = beginsLife({ eventId, createdEventId })
    ? { lifeShard: shard }
    : createdEventId === null
      ? { state: null }
      : { state, createdEventId };
  return {
    [kind.idAttribute]: streamId,
    version,
    eventId,
    ...others,
    data,
    ...carried,
    shard,
    ...(personal && { personal }),
  } as unknown as JsonObject;
}

/** What the items of all kinds and schema versions have in common. */
const storedEventSchema = z.looseObject({
  version: z.int().check(z.positive()),
  eventId: z.string().check(z.regex(ULID)),
  type: z.string(),
  schemaVersion: z.int().check(z.positive()),
  occurredAt: z.iso.datetime(),
  data: z.looseObject({}),
  createdEventId: z.optional(z.string().check(z.regex(ULID))),
  heldSince: z.optional(z.record(z.string(), z.int().check(z.positive()))),
  metadata: z.looseObject({ actor: z.string(), requestId: z.string(), correlationId: z.string() }),
  previousHash: z.nullable(z.string()),
  hash: z.string(),
});

/** Reads an item, whatever schema version wrote it. Throws `UndecodableEvent`. */
export function fromItem<R extends RecordedEvent>(kind: StreamKind<R>, item: unknown): R {
  check(storedEventSchema, item);
  const {
    [kind.idAttribute]: streamId,
    shard: _,
    lifeShard: __,
    ...event
  } = openPersonal(kind, upcast(kind, item as JsonObject));
  if (typeof streamId !== 'string') throw new UndecodableEvent(`it has no ${kind.idAttribute}`);
  const type = event.type as R['type'];
  if (!Object.hasOwn(kind.events, type)) throw new UndecodableEvent(`type ${type} is not known`);
  check(kind.events[type].data, event.data, 'data');
  const { state, createdEventId = null } = event.state === undefined ? beginning(kind, event) : event;
  check(z.nullable(kind.state), state, 'state');
  return { ...event, streamId, state, createdEventId } as unknown as R;
}

/** An event without a state begins a life: its data has it. */
function beginning<R extends RecordedEvent>(kind: StreamKind<R>, event: JsonObject) {
  try {
    return { state: kind.evolve(null, event as unknown as EventOf<R>), createdEventId: event.eventId };
  } catch (error) {
    throw new UndecodableEvent(`it has no state, and ${(error as Error).message}`);
  }
}

function check(schema: z.ZodMiniType, value: unknown, place?: string): void {
  const parsed = schema.safeParse(value);
  if (parsed.success) return;
  const [issue] = parsed.error.issues;
  const path = [...(place === undefined ? [] : [place]), ...(issue?.path ?? [])];
  throw new UndecodableEvent(`${path.join('.')} ${issue?.message}`);
}
