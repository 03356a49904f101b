const SPECIES = ['bird', 'cat', 'dog', 'fish', 'hamster', 'horse', 'parrot', 'rabbit', 'turtle'];

/** Suggestions for an input with `list="species"`. Any other text will do as well. */
export function SpeciesList() {
  return (
    <datalist id="species">
      {SPECIES.map((name) => (
        <option key={name} value={name} />
      ))}
    </datalist>
  );
}
