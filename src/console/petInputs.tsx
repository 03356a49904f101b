import { PET_FIELDS, type PetField, type Texts } from './petFields.ts';

const STATUSES = ['', 'available', 'pending', 'adopted', 'sold'];

interface PetInputsProps {
  texts: Texts;
  /** What is wrong with a field, by its name. */
  errors: Record<string, string>;
  onChange(texts: Texts): void;
}

/** The inputs of a pet's fields, each with what the API says is wrong with it. */
export function PetInputs({ texts, errors, onChange }: PetInputsProps) {
  return (
    <div class="fields">
      {PET_FIELDS.map((field) => {
        const { name, label, kind } = field;
        const error = errors[name];
        return (
          <div class={`field field-${kind}`} key={name}>
            <label for={`field-${name}`}>{label}</label>
            <Input
              field={field}
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
  field: PetField;
  text: string;
  isWrong: boolean;
  onChange(text: string): void;
}

function Input({ field: { name, kind }, text, isWrong, onChange }: InputProps) {
  const common = {
    id: `field-${name}`,
    name,
    value: text,
    'aria-invalid': isWrong,
    ...(isWrong && { 'aria-describedby': `error-${name}` }),
    onInput: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
  };
  switch (kind) {
    case 'status':
      return (
        <select {...common}>
          {STATUSES.map((status) => (
            <option key={status} value={status}>
              {status || 'none'}
            </option>
          ))}
        </select>
      );
    case 'area':
    case 'lines':
    case 'json':
      return <textarea {...common} rows={kind === 'json' ? 4 : 3} spellcheck={kind === 'area'} />;
    case 'date':
      return <input {...common} type="date" />;
    default:
      return <input {...common} inputMode={kind === 'number' ? 'decimal' : 'text'} autocomplete="off" />;
  }
}
