import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { JsonObject } from '../../src/domain/jsonValue.ts';
import { keepText, keptText } from '../frame/keptText.ts';
import { ProblemNote } from '../frame/problemNote.tsx';
import { formErrors } from './formErrors.ts';
import { PetInputs } from './petInputs.tsx';
import { attributesFrom, type PetTexts, textsOf } from './petTexts.ts';

interface PetFormProps {
  /** The attributes that the change builds on. */
  began: JsonObject;
  /** The attributes that the form shows at first. */
  shown?: JsonObject;
  submit: string;
  /** Names what is entered: if the view is left, it is there again on coming back. */
  draft: string;
  /** The place that Cancel leads to. */
  cancel: string;
  /** Sends the attributes. What it throws is shown at the fields that it is about. */
  onSubmit(attributes: JsonObject): Promise<void>;
  children?: ComponentChildren;
}

/** A pet's fields as a form. Only the API checks what was entered. */
export function PetForm({ began, shown = began, submit, draft, cancel, onSubmit, children }: PetFormProps) {
  const [texts, setTexts] = useState<PetTexts>(() => ({ ...textsOf(shown), ...draftOf(draft) }));
  const [problem, setProblem] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const errors = formErrors(problem);

  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [problem]);

  const change = (next: PetTexts) => {
    setTexts(next);
    keepText('sessionStorage', draft, JSON.stringify(next));
  };

  const send = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await onSubmit(attributesFrom(texts, began));
      keepText('sessionStorage', draft, null);
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
          Nothing has been saved. Correct the marked {Object.keys(errors).length === 1 ? 'field' : 'fields'}.
        </p>
      )}
      <PetInputs texts={texts} errors={errors} onChange={change} />
      {children}
      <p class="actions">
        <button type="submit" class="primary" disabled={isBusy}>
          {submit}
        </button>
        <a href={cancel} onClick={() => keepText('sessionStorage', draft, null)}>
          Cancel
        </a>
      </p>
    </form>
  );
}

const draftOf = (key: string): PetTexts => JSON.parse(keptText('sessionStorage', key) ?? '{}') as PetTexts;
