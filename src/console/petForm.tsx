import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { JsonObject } from '../domain/jsonValue.ts';
import { formErrors } from './formErrors.ts';
import { attributesFrom, type Texts, textsOf } from './petFields.ts';
import { PetInputs } from './petInputs.tsx';
import { ProblemNote } from './problemNote.tsx';

interface PetFormProps {
  /** The attributes that the change builds on. */
  began: JsonObject;
  /** Those that the form shows first. */
  shown?: JsonObject;
  submit: string;
  /** Where who gives up goes. */
  cancel: string;
  /** Sends the attributes; what it throws is shown at the fields it is about. */
  onSubmit(attributes: JsonObject): Promise<void>;
  children?: ComponentChildren;
}

/** A pet's fields to write. The API alone judges what was written. */
export function PetForm({ began, shown = began, submit, cancel, onSubmit, children }: PetFormProps) {
  const [texts, setTexts] = useState<Texts>(() => textsOf(shown));
  const [problem, setProblem] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const errors = formErrors(problem);

  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [problem]);

  const send = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await onSubmit(attributesFrom(texts, began));
    } catch (refused) {
      setProblem(refused);
    }
    setBusy(false);
  };

  return (
    <form ref={form} class="pet-form" onSubmit={send} noValidate>
      {Object.keys(errors).length === 0 ? (
        <ProblemNote problem={problem} />
      ) : (
        <p class="problem" role="alert">
          Nothing was saved yet. Correct the marked {Object.keys(errors).length === 1 ? 'field' : 'fields'}.
        </p>
      )}
      {children}
      <PetInputs texts={texts} errors={errors} onChange={setTexts} />
      <p class="actions">
        <button type="submit" class="primary" disabled={isBusy}>
          {submit}
        </button>
        <a href={cancel}>Cancel</a>
      </p>
    </form>
  );
}
