import type { BlamedField } from '../../src/client/petsClient.ts';
import { fieldsOf } from '../../src/domain/fieldChanges.ts';
import { type JsonObject, sameJson } from '../../src/domain/jsonValue.ts';
import { Time } from '../frame/time.tsx';
import { FieldValue } from './fieldValue.tsx';

interface StateTableProps {
  /** null if there is no pet. */
  state: JsonObject | null;
  /** What it is compared with. */
  other: JsonObject | null;
  otherName: string;
  /** Who set each field; known for the newest version only. */
  blame: readonly BlamedField[] | undefined;
}

/** A state, field by field, next to another one, with the differences marked. */
export function StateTable({ state, other, otherName, blame }: StateTableProps) {
  const [now, then] = [fieldsOf(state ?? {}), fieldsOf(other ?? {})];
  const pointers = [...new Set([...now.keys(), ...then.keys()])].sort();
  if (pointers.length === 0) return null;
  return (
    <table class={blame ? 'state blamed' : 'state'}>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Value</th>
          <th scope="col">{otherName}</th>
          {blame && <th scope="col">Set by</th>}
        </tr>
      </thead>
      <tbody>
        {pointers.map((pointer) => {
          const [value, before] = [now.get(pointer), then.get(pointer)];
          const isSame = sameJson(value, before);
          const origin = blame?.find((field) => field.pointer === pointer);
          return (
            <tr
              key={pointer}
              class={isSame ? '' : before === undefined ? 'added' : value === undefined ? 'removed' : 'edited'}
            >
              <th scope="row">
                <code>{pointer.slice(1)}</code>
                {!isSame && <span class="sr-only"> differs</span>}
              </th>
              <td>
                <FieldValue value={value} />
              </td>
              <td class={isSame ? 'before same' : 'before'} data-label={`${otherName}: `}>
                {isSame ? <span class="small">same</span> : <FieldValue value={before} />}
              </td>
              {blame && (
                <td class="small" data-label="Set by ">
                  {origin && (
                    <>
                      {origin.actor} at version {origin.version}, <Time at={origin.occurredAt} />
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
