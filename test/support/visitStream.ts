import * as z from 'zod/mini';
import type { Decider } from '../../src/commands/handleCommand.ts';
import type { JsonObject } from '../../src/domain/jsonValue.ts';
import type { RecordedEvent } from '../../src/eventStore/recordedEvent.ts';
import type { StreamKind } from '../../src/eventStore/streamKind.ts';
import type { Projection } from '../../src/projections/projection.ts';
import type { Table } from '../../src/tables.ts';

// A second kind of stream, whole: a visit to the vet. docs/extending.md leads through this file.

/** What happens to a visit. */
export type VisitEvent =
  | { type: 'VisitBooked'; data: { petId: string; at: string } }
  | { type: 'VisitMoved'; data: { at: string } }
  | { type: 'VisitCancelled'; data: Record<string, never> };

export type Visit = { petId: string; at: string };

export type RecordedVisitEvent = RecordedEvent<VisitEvent, Visit>;

/** How visits are stored. Version 1 had a `day` and no time. */
export const visitStream: StreamKind<RecordedVisitEvent> = {
  idAttribute: 'visitId',
  upcasters: [
    (item) => ({ ...item, data: withTime(item.data), ...('state' in item && { state: withTime(item.state) }) }),
  ],
  events: {
    VisitBooked: { data: z.object({ petId: z.string(), at: z.string() }) },
    VisitMoved: { data: z.object({ at: z.string() }) },
    VisitCancelled: { data: z.object({}) },
  },
  state: z.object({ petId: z.string(), at: z.string() }),
  evolve(visit, { type, data }) {
    if ((type === 'VisitBooked') !== (visit === null)) throw new Error(`${type} can't follow`);
    return type === 'VisitBooked' ? data : type === 'VisitMoved' ? { ...visit!, ...data } : null;
  },
};

function withTime(value: unknown): JsonObject | null {
  if (value === null) return null;
  const { day, ...others } = value as JsonObject;
  return day === undefined ? others : { ...others, at: `${day}T09:00:00Z` };
}

export type VisitCommand =
  | { type: 'Book'; petId: string; at: string }
  | { type: 'Move'; at: string }
  | { type: 'Cancel' };

export const visitDecider: Decider<VisitCommand, RecordedVisitEvent, 'no-visit' | 'booked'> = {
  kind: visitStream,
  decide(command, newest) {
    const visit = newest?.state;
    switch (command.type) {
      case 'Book':
        if (visit) return { accepted: false, refusal: 'booked' };
        return accept({ type: 'VisitBooked', data: { petId: command.petId, at: command.at } });
      case 'Move':
        if (!visit) return { accepted: false, refusal: 'no-visit' };
        return accept(command.at === visit.at ? null : { type: 'VisitMoved', data: { at: command.at } });
      case 'Cancel':
        return visit ? accept({ type: 'VisitCancelled', data: {} }) : { accepted: false, refusal: 'no-visit' };
    }
  },
};
const accept = (event: VisitEvent | null) => ({ accepted: true, event }) as const;

const text = (name: string) => ({ name, type: 'S' }) as const;
const number = (name: string) => ({ name, type: 'N' }) as const;

export const visitTables = {
  events: {
    localName: 'VisitEvents',
    variable: 'VISIT_EVENTS_TABLE',
    partitionKey: text('visitId'),
    sortKey: number('version'),
    indexes: {
      feed: { partitionKey: text('shard'), sortKey: text('eventId') },
      lives: { partitionKey: text('lifeShard'), sortKey: text('eventId'), holds: [] },
    },
    stream: true,
  },
  visits: {
    localName: 'Visits',
    variable: 'VISITS_TABLE',
    partitionKey: text('visitId'),
    indexes: { ofPet: { partitionKey: text('petId'), sortKey: text('at') } },
    stream: false,
    readModel: true,
  },
} as const satisfies Record<string, Table>;

/** The visits as they are now; of a cancelled one nothing but its head is left. */
export const visitsProjection: Projection<RecordedVisitEvent, Visit | { cancelledAt: string }> = {
  table: visitTables.visits,
  number: 1,
  columns: { petId: true, at: true, cancelledAt: true },
  row: ({ state, occurredAt }) => state ?? { cancelledAt: occurredAt },
};
