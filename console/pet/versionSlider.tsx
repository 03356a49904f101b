interface VersionSliderProps {
  version: number;
  newest: number;
  onSelect(version: number): void;
}

/** Moves through a pet's versions: with the pointer, with the arrow keys, or step by step. */
export function VersionSlider({ version, newest, onSelect }: VersionSliderProps) {
  return (
    <div class="slider">
      <button type="button" aria-label="Version before" disabled={version <= 1} onClick={() => onSelect(version - 1)}>
        ‹
      </button>
      <input
        type="range"
        aria-label="Version"
        aria-valuetext={`version ${version} of ${newest}`}
        min={1}
        max={newest}
        step={1}
        value={version}
        disabled={newest === 1}
        onInput={(event) => onSelect(Number(event.currentTarget.value))}
      />
      <button
        type="button"
        aria-label="Version after"
        disabled={version >= newest}
        onClick={() => onSelect(version + 1)}
      >
        ›
      </button>
    </div>
  );
}
