import type { FunctionName } from '../../src/functions.ts';
import type { TableName, tables } from '../../src/tables.ts';

/** A table, or one of its indexes: `pets`, `pets/byType`. */
export type TableOrIndex = {
  [T in TableName]: T | `${T}/${keyof (typeof tables)[T]['indexes'] & string}`;
}[TableName];

type DynamoDbAction =
  | 'GetItem'
  | 'BatchGetItem'
  | 'Query'
  | 'Scan'
  | 'PutItem'
  | 'PartiQLInsert'
  | 'PartiQLUpdate'
  | 'DeleteItem';

/** The DynamoDB actions that a function may use, by table or index. */
type Access = Partial<Record<TableOrIndex, readonly DynamoDbAction[]>>;

/**
 * Reads the newest event and appends the next one, with the Idempotency-Key in the same transaction. PartiQL's INSERT
 * can't overwrite. Only keys are deleted, once they have expired.
 */
const append: Access = { events: ['Query', 'PartiQLInsert'], idempotency: ['GetItem', 'PartiQLInsert', 'DeleteItem'] };

/**
 * What each function may do with the tables: all of it. Its own log group comes with every function, the stream and
 * the failure queue with a stream consumer, the bus with the publisher.
 */
export const access: Record<FunctionName, Access> = {
  createPet: append,
  updatePet: append,
  deletePet: append,
  restorePet: append,
  showPet: { events: ['Query'], pets: ['GetItem'] },
  listPets: { 'pets/live': ['Query'], 'pets/byType': ['Query'] },
  petHistory: { events: ['Query'] },
  blamePet: { events: ['Query'] },
  listEvents: { 'events/feed': ['Query'] },
  showDocs: {},
  showConsole: {},
  describeApi: {},
  publishPets: {},
  projectPets: { pets: ['PutItem', 'PartiQLInsert', 'PartiQLUpdate'] },
  rebuildPets: {
    'events/firsts': ['Scan'],
    events: ['BatchGetItem', 'Query'],
    pets: ['Scan', 'BatchGetItem', 'PutItem', 'PartiQLInsert', 'PartiQLUpdate', 'DeleteItem'],
  },
};

export const appendsEvents = (name: FunctionName): boolean => access[name].events?.includes('PartiQLInsert') ?? false;
