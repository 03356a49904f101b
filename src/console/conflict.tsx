import { useEffect, useRef, useState } from 'preact/hooks';
import { fieldsOf } from '../domain/fieldChanges.ts';
import { type JsonObject, type JsonValue, sameJson } from '../domain/jsonValue.ts';
import type { Pet } from '../domain/pet.ts';
import { FieldValue } from './fieldValue.tsx';
import { attributesOf } from './petFields.ts';
import { ProblemNote } from './problemNote.tsx';

interface ConflictProps {
  /** The version that the edit began with. */
  base: Pet;
  /** The attributes that could not be saved. */
  mine: JsonObject;
  /** The newest version. */
  theirs: Pet;
  /** Where the newest version is shown. */
  theirsHref: string;
  /** Saves my changes on the newest version. */
  onMerge(): Promise<void>;
  onEdit(): void;
}

/** Two versions of a pet that were made at once, side by side, and the person's choice. */
export function Conflict({ base, mine, theirs, theirsHref, onMerge, onEdit }: ConflictProps) {
  const [problem, setProblem] = useState<unknown>();
  const note = useRef<HTMLParagraphElement>(null);
  useEffect(() => note.current?.focus(), [theirs.version]);
  const fields = threeWay(attributesOf(base), mine, attributesOf(theirs));
  const clashes = fields.filter(({ clash }) => clash).length;

  return (
    <>
      <p class="lead" ref={note} tabIndex={-1} role="alert">
        You began with version {base.version}; the pet is at version {theirs.version} now. Nothing of yours was saved,
        and nothing of theirs was overwritten.{' '}
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
          Save mine on theirs
        </button>
        <button type="button" onClick={onEdit}>
          Edit further
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

/** The fields in which two descendants of a state differ. A clash is one that both changed. */
function threeWay(base: JsonObject, mine: JsonObject, theirs: JsonObject) {
  const [old, left, right] = [fieldsOf(base), fieldsOf(mine), fieldsOf(theirs)];
  return [...new Set([...left.keys(), ...right.keys()])].sort().flatMap((pointer) => {
    const [was, my, their] = [old.get(pointer), left.get(pointer), right.get(pointer)];
    if (sameJson(my, their)) return [];
    return [{ pointer, was, my, their, clash: !sameJson(my, was) && !sameJson(their, was) }];
  });
}
