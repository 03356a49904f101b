import type { JsonObject, JsonValue } from '../domain/jsonValue.ts';
import type { RecordedEvent } from '../eventStore/recordedEvent.ts';
import type { ReadModelTable } from '../tables.ts';

/** What a row of any read model has beside its stream's id, which is its key. */
export interface RowHead {
  /** The version and id of the event that the row was made of. */
  version: number;
  eventId: string;
  /** The number of the projection that made it. */
  projection: number;
}
export type Row = RowHead & Record<string, unknown>;

type NamesIn<Attributes> = Attributes extends object ? keyof Attributes & string : never;

/** A read model with one row a stream: which table, what is in a row, and which code made it. */
export interface Projection<
  R extends RecordedEvent = RecordedEvent,
  Attributes extends object = Record<string, unknown>,
> {
  table: ReadModelTable;
  /** Raised when `row` makes other rows of the same events: a rebuild then rewrites rows in place. */
  number: number;
  /** Every attribute that `row` may return, and which are JSON. Those that a row lacks are removed from the row before. */
  columns: Readonly<Record<NamesIn<Attributes>, true | 'json'>>;
  /**
   * The row's attributes after an event, with indexes over so many shards; 1 unless given. The event carries the state
   * after it, so no other event is needed.
   */
  row(event: R, shards?: number): Attributes;
}

/** A row for people to read: the values that are JSON in place of their texts. Texts that are not stay what they are. */
export function opened({ columns }: Pick<Projection, 'columns'>, row: Row): JsonObject {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, columns[name] === 'json' ? valueIn(String(value)) : value]),
  ) as JsonObject;
}

/** The value in a column that is JSON; the text itself where someone wrote another one there. */
export function valueIn(text: string): JsonValue {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The whole row that an event leads to. */
export function rowOf<R extends RecordedEvent>({ table, number, row }: Projection<R>, event: R): Row {
  const { streamId, version, eventId } = event;
  return { ...row(event), [table.partitionKey.name]: streamId, version, eventId, projection: number };
}
