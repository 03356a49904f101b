import { CHOICES, type FieldKind, PET_FIELDS, REQUIRED } from './petFields.ts';
import type { PetTexts } from './petTexts.ts';
import { SpeciesList } from './speciesList.tsx';

interface PetInputsProps {
  texts: PetTexts;
  /** What is wrong with a field, by its name. */
  errors: Record<string, string>;
  onChange(texts: PetTexts): void;
}

/** The inputs of a pet's fields, each with what the API found wrong with it. */
export function PetInputs({ texts, errors, onChange }: PetInputsProps) {
  return (
    <div class="fields">
      {Object.entries(PET_FIELDS).map(([name, [label, kind]]) => {
        const error = errors[name];
        return (
          <div class={`field field-${kind}`} key={name}>
            <label for={`field-${name}`}>
              {label}
              {REQUIRED.has(name) && <span class="required"> required</span>}
            </label>
            <Input
              name={name}
              kind={kind}
              text={texts[name] ?? ''}
              isWrong={error !== undefined}
              onChange={(text) => onChange({ ...texts, [name]: text })}
            />
            {error !== undefined && (
              <p class="error" id={`error-${name}`}>
                {error}
              </p>
            )}
          </div>
        );
      })}
    </div>
  );
}

interface InputProps {
  name: string;
  kind: FieldKind;
  text: string;
  isWrong: boolean;
  onChange(text: string): void;
}

function Input({ name, kind, text, isWrong, onChange }: InputProps) {
  const common = {
    id: `field-${name}`,
    name,
    value: text,
    required: REQUIRED.has(name),
    'aria-invalid': isWrong,
    ...(isWrong && { 'aria-describedby': `error-${name}` }),
    onInput: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
  };
  const choices = CHOICES[kind];
  if (choices) {
    return (
      <select {...common}>
        <option value="">not given</option>
        {Object.entries(choices).map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    );
  }
  switch (kind) {
    case 'area':
    case 'lines':
    case 'json':
      return <textarea {...common} rows={kind === 'json' ? 4 : 3} spellcheck={kind === 'area'} />;
    case 'date':
      return <input {...common} type="date" />;
    case 'species':
      return (
        <>
          <input {...common} list="species" autocomplete="off" />
          <SpeciesList />
        </>
      );
    default:
      return <input {...common} inputMode={kind === 'number' ? 'decimal' : 'text'} autocomplete="off" />;
  }
}
