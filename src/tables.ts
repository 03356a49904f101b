/** One key attribute of a table or an index. */
interface Key {
  name: string;
  type: 'S' | 'N';
}
interface Keys {
  partitionKey: Key;
  sortKey?: Key;
}
export interface Index extends Keys {
  /** What the index holds of its items beside keys; without it, whole items. */
  holds?: readonly string[];
}

export interface Table extends Keys {
  /** The table's name on one machine; on AWS the name is generated and reaches a function by `variable`. */
  localName: string;
  /** The environment variable that tells a function the table's name. */
  variable: string;
  /** Only items that have an index's keys are in it. */
  indexes: Record<string, Index>;
  /** Whether changes are streamed, as new and old images: those tell an erasure from tampering. */
  stream: boolean;
  /** Whether it is a read model: the projector and the rebuild write it. */
  readModel?: true;
  /** The attribute with an item's expiry, in seconds since 1970. */
  timeToLive?: string;
}

/** A table with one row a stream: its key is the stream's id alone. */
export type ReadModelTable = Table & { readModel: true; sortKey?: never };

const text = (name: string): Key => ({ name, type: 'S' });
const number = (name: string): Key => ({ name, type: 'N' });

/** The tables as data, read by the stack and by the local service. */
export const tables = {
  events: {
    localName: 'Events',
    variable: 'EVENTS_TABLE',
    partitionKey: text('petId'),
    sortKey: number('version'),
    indexes: {
      feed: { partitionKey: text('shard'), sortKey: text('eventId') },
      // The events that begin a pet's life: all pets, without reading their histories.
      lives: { partitionKey: text('lifeShard'), sortKey: text('eventId'), holds: [] },
    },
    stream: true,
  },
  pets: {
    localName: 'Pets',
    variable: 'PETS_TABLE',
    partitionKey: text('petId'),
    indexes: {
      // What a page of the list shows: most pages read nothing else.
      live: { partitionKey: text('shard'), sortKey: text('createdEventId'), holds: ['pet', 'foldedName'] },
      // These hold what filters look at and what seldom changes: most updates of a pet leave them as they are.
      byOwner: {
        partitionKey: text('ownerShard'),
        sortKey: text('createdEventId'),
        holds: ['typeShard', 'foldedName', 'large'],
      },
      byName: {
        partitionKey: text('nameShard'),
        sortKey: text('createdEventId'),
        holds: ['typeShard', 'foldedName', 'large'],
      },
      byStatus: {
        partitionKey: text('statusShard'),
        sortKey: text('createdEventId'),
        holds: ['typeShard', 'foldedName', 'large'],
      },
      byType: { partitionKey: text('typeShard'), sortKey: text('createdEventId'), holds: ['foldedName', 'large'] },
    },
    stream: false,
    readModel: true,
  },
  idempotency: {
    localName: 'Idempotency',
    variable: 'IDEMPOTENCY_TABLE',
    partitionKey: text('key'),
    indexes: {},
    stream: false,
    timeToLive: 'expiresAt',
  },
  log: {
    localName: 'Log',
    variable: 'LOG_TABLE',
    partitionKey: text('part'),
    sortKey: number('number'),
    indexes: {},
    stream: false,
  },
} as const satisfies Record<string, Table>;

export type TableName = keyof typeof tables;

export const readModels = (Object.keys(tables) as TableName[]).filter((name) => 'readModel' in tables[name]);
