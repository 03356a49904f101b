import type { BlamedField, HistoryItem } from '../../src/client/petsClient.ts';
import { fieldsOf } from '../../src/domain/fieldChanges.ts';
import { type JsonObject, type JsonValue, sameJson } from '../../src/domain/jsonValue.ts';
import { Time } from '../frame/time.tsx';
import { FieldValue } from './fieldValue.tsx';

/** A pet at a version. */
interface PetThen {
  version: number;
  /** null if there is no pet. */
  state: JsonObject | null;
  /** What it lacks because it was erased, each with the event that erased it. */
  erasures: ReadonlyMap<string, HistoryItem>;
}

interface StateTableProps {
  shown: PetThen;
  /** What it is compared with; undefined for the first version. */
  other: PetThen | undefined;
  /** Who set each field; known for the newest version only. */
  blame: readonly BlamedField[] | undefined;
}

/** A state, field by field, next to another one if there is one, with the differences marked. */
export function StateTable({ shown, other, blame }: StateTableProps) {
  const [fields, others] = [fieldsIn(shown), fieldsIn(other ?? shown)];
  const pointers = [...new Set([...fields.keys(), ...others.keys()])].sort();
  if (pointers.length === 0) return null;
  return (
    <table class={blame ? 'state blamed' : 'state'}>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Value</th>
          {other && <th scope="col">Version {other.version}</th>}
          {blame && <th scope="col">Set by</th>}
        </tr>
      </thead>
      <tbody>
        {pointers.map((pointer) => {
          const [now = NONE, then = NONE] = [fields.get(pointer), others.get(pointer)];
          const isSame = now.isThere === then.isThere && sameJson(now.value, then.value);
          const origin = blame?.find((field) => field.pointer === pointer);
          return (
            <tr key={pointer} class={isSame ? '' : !then.isThere ? 'added' : !now.isThere ? 'removed' : 'edited'}>
              <th scope="row">
                <code>{pointer.slice(1)}</code>
                {!isSame && <span class="sr-only"> differs</span>}
              </th>
              <td>
                <FieldValue {...now} />
              </td>
              {other && (
                <td class={isSame ? 'before same' : 'before'} data-label={`Version ${other.version}: `}>
                  {isSame && !then.erasure ? <span class="small">same</span> : <FieldValue {...then} />}
                </td>
              )}
              {blame && (
                <td class="small" data-label={now.erasure ? '' : 'Set by '}>
                  {origin && (
                    <>
                      {origin.actor} at version {origin.version}, <Time at={origin.occurredAt} />
                    </>
                  )}
                  {now.erasure && (
                    <>
                      erased by {now.erasure.metadata.actor}, <Time at={now.erasure.occurredAt} />
                    </>
                  )}
                </td>
              )}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

interface Field {
  value?: JsonValue;
  erasure?: HistoryItem;
  /** Whether the pet had it, erased since or not. */
  isThere: boolean;
}

const NONE: Field = { isThere: false };

/** The fields of a pet by their pointers, those that were erased too. */
function fieldsIn({ version, state, erasures }: PetThen): Map<string, Field> {
  const fields = [...fieldsOf(state ?? {})].map(([pointer, value]): [string, Field] => [
    pointer,
    { value, isThere: true },
  ]);
  const erased = [...erasures].map(([name, erasure]): [string, Field] => [
    `/${name}`,
    { erasure, isThere: erasure.version > version },
  ]);
  // While its removal runs, a value may still be there.
  return new Map([...erased, ...fields]);
}
