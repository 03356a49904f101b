import { type Batch, endOf, type LogStore, type Place, type SignedCheckpoint } from '../../src/log/logStore.ts';

/** A log in memory: it keeps what the one on DynamoDB keeps, and takes and refuses the same. */
export interface MemoryLogStore extends LogStore {
  readonly kept: {
    batches: Batch[];
    checkpoints: SignedCheckpoint[];
    places: Map<string, Place>;
    roots: Map<string, Uint8Array>;
  };
}

export function memoryLogStore(): MemoryLogStore {
  const batches: Batch[] = [];
  const checkpoints: SignedCheckpoint[] = [];
  const places = new Map<string, Place>();
  const roots = new Map<string, Uint8Array>();
  const keyOf = (streamId: string, version: number) => `${streamId} ${version}`;
  const addOnce = <T>(map: Map<string, T>, key: string, value: T) => map.has(key) || map.set(key, value);

  return {
    kept: { batches, checkpoints, places, roots },
    async *newestBatches() {
      yield* batches.toReversed();
    },
    async *batches(start, end = Number.MAX_SAFE_INTEGER) {
      if (start < end) yield* batches.filter((batch) => endOf(batch) > start && batch.start < end);
    },
    async append(batch) {
      if (batches.some(({ start }) => start === batch.start)) return 'taken';
      batches.push({ ...batch, leaves: [...batch.leaves], frontier: [...batch.frontier] });
      batches.sort((a, b) => a.start - b.start);
      return 'appended';
    },
    async addTileRoots(added) {
      for (const { level, index, hash } of added) addOnce(roots, `${level}/${index}`, hash);
    },
    tileRoots: async (level, start, count) =>
      Array.from({ length: count }, (_, offset) => roots.get(`${level}/${start + offset}`)!).filter((hash) => hash),
    async addPlaces(added) {
      for (const place of added) addOnce(places, keyOf(place.streamId, place.version), place);
    },
    places: async (wanted) => wanted.flatMap(({ streamId, version }) => places.get(keyOf(streamId, version)) ?? []),
    newestVersion: async (streamId) =>
      Math.max(0, ...[...places.values()].filter((place) => place.streamId === streamId).map(({ version }) => version)),
    async addCheckpoint(checkpoint) {
      if (!checkpoints.some(({ size }) => size === checkpoint.size)) checkpoints.push(checkpoint);
      checkpoints.sort((a, b) => a.size - b.size);
    },
    newestCheckpoint: async () => checkpoints.at(-1),
  };
}
