import type { JsonObject } from '../domain/jsonValue.ts';
import { commitmentsWithin, type PersonalValuesOf, valuesOf } from './closePersonal.ts';
import { commitmentTo } from './commitmentsOf.ts';
import type { EventOf, RecordedEvent } from './recordedEvent.ts';
import type { StreamKind } from './streamKind.ts';

export interface PersonalCheck<R extends RecordedEvent> {
  /** Checks the values beside the stream's next item, and says what is wrong with those that are there. */
  next(item: JsonObject, event: R): string[];
  /** The values that are gone, and no erasure says why. */
  gone(): { name: string; version: number }[];
  /** How many values are gone because they were erased. */
  readonly erasedValues: number;
  /** How many are still there although they were erased: their removal is not finished. */
  readonly unremovedValues: number;
}

/** Follows the personal values of one stream. `withheld`: items without any value may come from an export without them. */
export function checkPersonal<R extends RecordedEvent>(kind: StreamKind<R>, withheld: boolean): PersonalCheck<R> {
  const gone = new Map<string, number[]>();
  const held = new Map<string, number>();
  let erasedValues = 0;
  let unremovedValues = 0;

  return {
    next(item, event) {
      for (const name of kind.personal?.erasedBy(event as unknown as EventOf<R>) ?? []) {
        erasedValues += gone.get(name)?.length ?? 0;
        unremovedValues += held.get(name) ?? 0;
        gone.delete(name);
        held.delete(name);
      }
      const missing = missingValues(kind, item);
      for (const { name } of commitmentsWithin(kind, item)) {
        if (!missing.includes(name)) held.set(name, (held.get(name) ?? 0) + 1);
        else if (!isWithheld(item, withheld)) gone.set(name, [...(gone.get(name) ?? []), event.version]);
      }
      return personalFaults(kind, item);
    },
    gone: () => [...gone].flatMap(([name, versions]) => versions.map((version) => ({ name, version }))),
    get erasedValues() {
      return erasedValues;
    },
    get unremovedValues() {
      return unremovedValues;
    },
  };
}

/** What is wrong with the personal values beside an item. */
export function personalFaults<R extends RecordedEvent>(kind: StreamKind<R>, item: JsonObject): string[] {
  const nameOf = new Map(commitmentsWithin(kind, item).map(({ name, c }) => [c, name]));
  return Object.entries(valuesOf(item.personal)).flatMap(([c, entry]) => {
    const name = nameOf.get(c);
    if (name === undefined) return ['a personal value stands here that the event does not name'];
    if (commitmentTo(entry.value, entry.salt) !== c) return [`the value of ${name} does not match its commitment`];
    return isAsStored(entry) ? [] : [`the value of ${name} is not as it was stored`];
  });
}

/** Whether nothing stands beside a value and its salt, and the salt is written in its one form. */
const isAsStored = ({ salt, value: _, ...others }: PersonalValuesOf[string]): boolean =>
  Object.keys(others).length === 0 && Buffer.from(salt, 'base64url').toString('base64url') === salt;

/** The names of the personal values that an item names and does not have. */
export function missingValues<R extends RecordedEvent>(kind: StreamKind<R>, item: JsonObject): string[] {
  const values = valuesOf(item.personal);
  return commitmentsWithin(kind, item).flatMap(({ name, c }) => (Object.hasOwn(values, c) ? [] : [name]));
}

/** Whether an export may have left out the values of an item. */
export const isWithheld = ({ personal }: JsonObject, withheld: boolean): boolean => withheld && personal === undefined;
