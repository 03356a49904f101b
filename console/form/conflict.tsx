import { useEffect, useRef, useState } from 'preact/hooks';
import { fieldsOf } from '../../src/domain/fieldChanges.ts';
import { type JsonObject, type JsonValue, sameJson } from '../../src/domain/jsonValue.ts';
import type { Pet } from '../../src/domain/pet.ts';
import { withoutServerOwned } from '../../src/domain/pet.ts';
import { ProblemNote } from '../frame/problemNote.tsx';
import { FieldValue } from '../pet/fieldValue.tsx';

interface ConflictProps {
  /** The version that the edit started from. */
  base: Pet;
  /** The attributes that could not be saved. */
  mine: JsonObject;
  /** The newest version. */
  theirs: Pet;
  /** The place that shows the newest version. */
  theirsHref: string;
  /** Saves my changes on top of the newest version. */
  onMerge(): Promise<void>;
  onEdit(): void;
}

/** My edit and someone else's, side by side, and what to do about it. */
export function Conflict({ base, mine, theirs, theirsHref, onMerge, onEdit }: ConflictProps) {
  const [problem, setProblem] = useState<unknown>();
  const note = useRef<HTMLParagraphElement>(null);
  useEffect(() => note.current?.focus(), [theirs.version]);
  const fields = threeWay(withoutServerOwned(base), mine, withoutServerOwned(theirs));
  const clashes = fields.filter(({ clash }) => clash).length;

  return (
    <>
      <p class="lead" ref={note} tabIndex={-1} role="alert">
        You started from version {base.version}, but the pet is now at version {theirs.version}. Nothing was saved or
        overwritten.{' '}
        {clashes === 0
          ? 'You changed different fields.'
          : `You both changed ${clashes === 1 ? 'one field' : `${clashes} fields`}.`}
      </p>
      <ProblemNote problem={problem} />
      <table class="compare">
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Mine</th>
            <th scope="col">Theirs, version {theirs.version}</th>
          </tr>
        </thead>
        <tbody>
          {fields.map(({ pointer, was, my, their, clash }) => (
            <tr key={pointer} class={clash ? 'clash' : ''}>
              <th scope="row">
                <code>{pointer.slice(1)}</code>
              </th>
              <Side value={my} was={was} />
              <Side value={their} was={was} />
            </tr>
          ))}
        </tbody>
      </table>
      <p class="actions">
        <button type="button" class="primary" onClick={() => onMerge().catch(setProblem)}>
          Apply my changes
        </button>
        <button type="button" onClick={onEdit}>
          Keep editing
        </button>
        <a class="button" href={theirsHref}>
          Take theirs
        </a>
      </p>
    </>
  );
}

function Side({ value, was }: { value: JsonValue | undefined; was: JsonValue | undefined }) {
  const isChanged = !sameJson(value, was);
  return (
    <td class={isChanged ? 'changed' : 'same'}>
      <FieldValue value={value} /> <span class="small">{isChanged ? 'changed' : 'as before'}</span>
    </td>
  );
}

/** The fields in which two descendants of a state differ. In a clash both changed the field. */
function threeWay(base: JsonObject, mine: JsonObject, theirs: JsonObject) {
  const [old, left, right] = [fieldsOf(base), fieldsOf(mine), fieldsOf(theirs)];
  return [...new Set([...left.keys(), ...right.keys()])].sort().flatMap((pointer) => {
    const [was, my, their] = [old.get(pointer), left.get(pointer), right.get(pointer)];
    if (sameJson(my, their)) return [];
    return [{ pointer, was, my, their, clash: !sameJson(my, was) && !sameJson(their, was) }];
  });
}
