import { useRef, useState } from 'preact/hooks';
import { OTHER, type PersonalName } from '../../src/domain/splitPersonal.ts';
import { OTHERS, PET_FIELDS } from '../form/petFields.ts';

interface EraseDialogProps {
  petName: string;
  /** What there is to erase. */
  names: readonly PersonalName[];
  onErase(names: readonly PersonalName[]): void;
}

/** A button, and the dialog in which a person chooses what to erase of a pet, for good. */
export function EraseDialog({ petName, names, onErase }: EraseDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [chosen, setChosen] = useState<readonly PersonalName[]>([]);
  const erase = (event: SubmitEvent) => {
    event.preventDefault();
    dialog.current?.close();
    onErase(chosen);
  };
  return (
    <>
      <button type="button" class="danger" onClick={() => dialog.current?.showModal()}>
        Erase personal data
      </button>
      <dialog ref={dialog} aria-labelledby="erase" onClose={() => setChosen([])}>
        <form onSubmit={erase}>
          <h2 id="erase">
            Erase personal data of <bdi>{petName}</bdi>
          </h2>
          <p>
            This can't be undone. The values are removed from every version, and no version that you restore brings them
            back. The events stay, and so does the proof that nobody changed them.
          </p>
          <fieldset>
            <legend>Choose what to erase</legend>
            {names.map((name) => (
              <label class="check" key={name}>
                <input
                  type="checkbox"
                  checked={chosen.includes(name)}
                  onChange={({ currentTarget: { checked } }) =>
                    setChosen(checked ? [...chosen, name] : chosen.filter((other) => other !== name))
                  }
                />{' '}
                {personalLabel(name)} <code>{name}</code>
              </label>
            ))}
          </fieldset>
          <p class="actions">
            <button type="submit" class="primary danger" disabled={chosen.length === 0}>
              Erase for good
            </button>
            <button type="button" onClick={() => dialog.current?.close()}>
              Cancel
            </button>
          </p>
        </form>
      </dialog>
    </>
  );
}

/** What people call it: as the form does, without how to enter it. */
export const personalLabel = (name: PersonalName): string =>
  PET_FIELDS[name === OTHER ? OTHERS : name][0].split(',')[0]!;
