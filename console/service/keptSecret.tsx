import { useState } from 'preact/hooks';

interface KeptSecretProps {
  name: string;
  label: string;
  /** What the field begins with. */
  text: string;
  isKept?: boolean;
  /** What to say of a text that is not taken. */
  fault?: string;
  /** Keeps a text, or forgets it; whether it was taken. */
  keep(text: string | null): boolean;
}

/** A field for a secret that stays in this tab. */
export function KeptSecret({ name, label, text: first, isKept = first !== '', fault, keep }: KeptSecretProps) {
  const [text, setText] = useState(first);
  const [said, setSaid] = useState('');
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const wanted = text.trim() || null;
    setSaid(keep(wanted) ? (wanted === null ? 'Forgotten' : 'Kept for this tab') : (fault ?? ''));
  };
  const forget = () => {
    keep(null);
    setText('');
    setSaid('Forgotten');
  };
  return (
    <form onSubmit={submit}>
      <label for={name}>{label}</label>
      <textarea
        id={name}
        rows={4}
        autocomplete="off"
        spellcheck={false}
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
      <p class="actions">
        <button type="submit" class="primary">
          Save {name}
        </button>
        {isKept && (
          <button type="button" onClick={forget}>
            Forget
          </button>
        )}
        <span role="status">{said}</span>
      </p>
    </form>
  );
}
