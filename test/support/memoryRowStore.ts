import type { Projection, Row } from '../../src/projections/projection.ts';
import type { Head, RowStore } from '../../src/projections/rowStore.ts';

/** Rows in memory, for tests and trials of one process: written and kept as those in DynamoDB are. */
export function memoryRowStore({ table }: Pick<Projection, 'table'>): RowStore & { readonly stored: Map<string, Row> } {
  const stored = new Map<string, Row>();
  const idOf = (row: Row) => String(row[table.partitionKey.name]);
  const headOf = ([streamId, { version, eventId, projection }]: [string, Row]): Head => {
    return { streamId, version, eventId, projection };
  };
  const isNewer = (row: Row, held: Row) =>
    row.version > held.version || (row.version === held.version && row.projection > held.projection);

  return {
    stored,

    async write(rows) {
      let changed = 0;
      for (const row of rows) {
        const held = stored.get(idOf(row));
        if (held && !isNewer(row, held)) continue;
        stored.set(idOf(row), structuredClone(row));
        changed++;
      }
      return { unwritten: new Set(), changed, writeUnits: 0, withoutStatement: 0 };
    },

    heads: async (streamIds) => streamIds.flatMap((id) => (stored.has(id) ? [headOf([id, stored.get(id)!])] : [])),

    async scan({ segment, segments, limit, startKey }) {
      const ofSegment = [...stored].filter((_, index) => index % segments === segment);
      const start = Number(startKey?.next ?? 0);
      const next = start + limit;
      const heads = ofSegment.slice(start, next).map(headOf);
      return { heads, startKey: next < ofSegment.length ? { next } : null };
    },

    row: async (streamId) => structuredClone(stored.get(streamId)),

    async replace({ streamId, eventId }, row) {
      if (stored.get(streamId)?.eventId !== eventId) return;
      if (row) stored.set(streamId, structuredClone(row));
      else stored.delete(streamId);
    },
  };
}
