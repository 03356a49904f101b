import { type FunctionName, functions, type RoleName } from '../../src/functions.ts';
import { readModels, type TableName, type tables } from '../../src/tables.ts';

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

/** DynamoDB actions, by table or index. */
type Access = Partial<Record<TableOrIndex, readonly DynamoDbAction[]>>;

const ofReadModels = (actions: readonly DynamoDbAction[]): Access =>
  Object.fromEntries(readModels.map((name) => [name, actions]));

/**
 * What the functions of each role may do with the tables: all of it. Its own log group comes with every function, the
 * stream and the failure queue with a stream consumer, the bus with the publisher.
 */
const accessOfRole: Record<RoleName, Access> = {
  // Reads the newest event and appends the next one, with the Idempotency-Key in the same transaction. PartiQL's INSERT
  // can't overwrite. Only keys are deleted, once they have expired.
  command: { events: ['Query', 'PartiQLInsert'], idempotency: ['GetItem', 'PartiQLInsert', 'DeleteItem'] },
  show: { events: ['Query'], pets: ['GetItem'] },
  list: {
    'pets/live': ['Query'],
    'pets/byOwner': ['Query'],
    'pets/byName': ['Query'],
    'pets/byStatus': ['Query'],
    'pets/byType': ['Query'],
    pets: ['BatchGetItem'],
    'events/lives': ['Query'],
    events: ['Query'],
  },
  audit: { events: ['Query'] },
  // With an index of the log, events are read by the places that the log names.
  feed: { 'events/feed': ['Query'], events: ['Query'], log: ['Query'] },
  receipt: { events: ['Query'], log: ['Query', 'BatchGetItem'] },
  log: { log: ['Query'] },
  open: {},
  project: ofReadModels(['PutItem', 'PartiQLInsert', 'PartiQLUpdate']),
  rebuild: {
    'events/lives': ['Query'],
    events: ['BatchGetItem', 'Query'],
    ...ofReadModels(['Scan', 'BatchGetItem', 'PutItem', 'PartiQLInsert', 'PartiQLUpdate', 'DeleteItem']),
  },
  publish: {},
  // The condition on its UpdateItem is in appendOnly.ts: `personal`, and no other attribute.
  remove: { events: ['Query'], 'events/feed': ['Query'] },
  // It only ever adds to the log.
  sequence: {
    'events/feed': ['Query'],
    events: ['BatchGetItem'],
    log: ['Query', 'BatchGetItem', 'PartiQLInsert'],
  },
};

export const accessOf = (name: FunctionName): Access => accessOfRole[functions[name]];

export const appendsEvents = (name: FunctionName): boolean => functions[name] === 'command';
