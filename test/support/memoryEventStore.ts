import { isObject, type JsonObject } from '../../src/domain/jsonValue.ts';
import type { EventFeed } from '../../src/eventStore/eventFeed.ts';
import type { EventStore } from '../../src/eventStore/eventStore.ts';
import { fromItem } from '../../src/eventStore/fromItem.ts';
import { headIn } from '../../src/eventStore/headIn.ts';
import type { LifeIndex } from '../../src/eventStore/lifeIndex.ts';
import type { PersonalStore } from '../../src/eventStore/personalStore.ts';
import { readable } from '../../src/eventStore/readable.ts';
import type { RecordedEvent } from '../../src/eventStore/recordedEvent.ts';
import { type StreamCatalog, type Unreadable, wholeShard } from '../../src/eventStore/streamCatalog.ts';
import type { StreamKind } from '../../src/eventStore/streamKind.ts';

/** An event store in memory. */
export interface MemoryEventStore<R extends RecordedEvent = RecordedEvent>
  extends EventStore<R>,
    EventFeed<R>,
    StreamCatalog<R>,
    LifeIndex,
    PersonalStore {
  /** The items of all streams, as they are stored: each stream's by version. */
  readonly stored: Map<string, Map<number, JsonObject>>;
  /** The companions that were inserted with events, by `companionKey`. */
  readonly companions: Map<string, Record<string, unknown>>;
}

/** The name of a companion in memory. */
export const companionKey = (table: string, key: Record<string, unknown>): string => JSON.stringify([table, key]);

/** A store for tests and trials of one process: it keeps what the one on DynamoDB keeps, and decides as it does. */
export function memoryEventStore<R extends RecordedEvent>(kind: StreamKind<R>): MemoryEventStore<R> {
  const stored = new Map<string, Map<number, JsonObject>>();
  const companions = new Map<string, Record<string, unknown>>();
  const copyOf = (item: JsonObject): JsonObject => structuredClone(item);
  const itemsOf = (streamId: string): JsonObject[] =>
    [...(stored.get(streamId) ?? [])].sort(([a], [b]) => a - b).map(([, item]) => item);
  /** The first events' ids and streams, in the order of the ids. */
  const firsts = (): [string, string][] =>
    [...stored.keys()]
      .flatMap(itemsOf)
      .filter(({ version }) => version === 1)
      .map((item): [string, string] => [String(item.eventId), String(item[kind.idAttribute])])
      .sort(([a], [b]) => (a < b ? -1 : 1));
  const event = (item: JsonObject | undefined) => item && fromItem(kind, copyOf(item));

  const store: MemoryEventStore<R> = {
    shards: 1,
    stored,
    companions,

    async append({ event, item }, companion) {
      const { streamId, version, eventId } = event;
      const stream = stored.get(streamId) ?? new Map<number, JsonObject>();
      const holder = stream.get(version);
      if (holder?.eventId === eventId) return 'appended';
      const key = companion && companionKey(companion.table, companion.key);
      if (key !== undefined && companions.has(key)) return 'companion-exists';
      if (holder) return 'version-conflict';
      stored.set(streamId, stream.set(version, copyOf(item)));
      if (companion) companions.set(key!, { ...companion.key, ...companion.attributes });
      return 'appended';
    },

    at: async (streamId, version) => event(stored.get(streamId)?.get(version)),
    newest: async (streamId) => event(itemsOf(streamId).at(-1)),
    asOf: async (streamId, version) => event(itemsOf(streamId).findLast((item) => Number(item.version) <= version)),

    async *read(streamId, { from = 1, to = Number.POSITIVE_INFINITY, order = 'asc', limit } = {}) {
      const within = itemsOf(streamId).filter(({ version }) => Number(version) >= from && Number(version) <= to);
      const ordered = order === 'asc' ? within : within.reverse();
      for (const item of ordered.slice(0, limit)) yield event(item)!;
    },

    async *feed({ above, below }) {
      const events = [...stored.keys()].flatMap(itemsOf).flatMap((item) => {
        const read = readable(kind, copyOf(item));
        return read.fault === undefined ? [read.event] : [];
      });
      const within = events.filter(({ eventId }) => eventId > above && eventId < below);
      yield* within.sort((a, b) => (a.eventId < b.eventId ? -1 : 1));
    },

    async *feedHeads({ above, below }) {
      const items = [...stored.keys()].flatMap(itemsOf);
      const within = items
        .map((item) => headIn(kind, item))
        .filter(({ eventId }) => eventId > above && eventId < below);
      yield* within.sort((a, b) => (a.eventId < b.eventId ? -1 : 1));
    },

    async *lives(before) {
      const lives = [...stored.keys()].flatMap(itemsOf).filter(({ lifeShard }) => lifeShard !== undefined);
      const within = lives.map((item) => ({
        eventId: String(item.eventId),
        streamId: String(item[kind.idAttribute]),
        version: Number(item.version),
      }));
      yield* within.filter(({ eventId }) => eventId < before).sort((a, b) => (a.eventId > b.eventId ? -1 : 1));
    },

    async ranges(parts) {
      const { shard, above, upTo } = wholeShard('0');
      const ids = firsts().map(([eventId]) => eventId);
      const cuts = ids.filter((_, index) => index > 0 && index % Math.ceil(ids.length / parts) === 0);
      return [...cuts, upTo].map((cut, index) => ({ shard, above: cuts[index - 1] ?? above, upTo: cut }));
    },

    async streams({ shard, above, upTo }, limit) {
      const within = shard === '0' ? firsts().filter(([eventId]) => eventId > above && eventId <= upTo) : [];
      const page = within.slice(0, limit);
      const rest = page.length < within.length ? { shard, above: page.at(-1)![0], upTo } : null;
      return { streamIds: page.map(([, streamId]) => streamId), rest };
    },

    heads: async (places) =>
      places.flatMap(({ streamId, version }) => {
        const item = stored.get(streamId)?.get(version);
        return item ? [headIn(kind, item)] : [];
      }),

    async newestReadable(streamId) {
      const unreadable: Unreadable[] = [];
      for (const item of itemsOf(streamId).reverse()) {
        const read = readable(kind, copyOf(item));
        if (read.fault === undefined) return { event: read.event, unreadable };
        unreadable.push({ streamId, version: Number(item.version), message: read.fault });
      }
      return { unreadable };
    },

    async *items(streamId) {
      yield* itemsOf(streamId).map(copyOf);
    },

    async *itemsBelow(streamId, version) {
      yield* itemsOf(streamId)
        .filter((item) => Number(item.version) < version)
        .reverse()
        .map(copyOf);
    },

    async remove(streamId, version, commitments) {
      const personal = stored.get(streamId)?.get(version)?.personal;
      if (isObject(personal)) for (const c of commitments) delete personal[c];
    },
  };
  return store;
}
