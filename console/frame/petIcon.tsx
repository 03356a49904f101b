const HEADS = {
  cat: 'M5 4l4 4h6l4-4v9a7 7 0 0 1-14 0z',
  dog: 'M7 7c2-2 8-2 10 0v7a5 5 0 0 1-10 0zM7 7c-3-1-4 2-4 6 0 2 3 2 4-1M17 7c3-1 4 2 4 6 0 2-3 2-4-1',
  rabbit: 'M9 10c-3-3-3-8-1-8s3 4 3 7h2c0-3 1-7 3-7s2 5-1 8a6 6 0 1 1-6 0z',
  bird: 'M5 21V10a6 6 0 0 1 12 0l5 2-5 2a8 8 0 0 1-8 7z',
  fish: 'M2 12c4-7 11-7 14 0-3 7-10 7-14 0zm14 0 6-4v8z',
} as const;
const PAW =
  'M12 12c3 0 6 4 5 7s-4 1-5 1-4 2-5-1 2-7 5-7zM5 9a1.6 2.2 0 1 0 0 .1zM9.6 5.5a1.6 2.4 0 1 0 0 .1zM16.6 5.5a1.6 2.4 0 1 0 0 .1zM22 9a1.6 2.2 0 1 0 0 .1z';
const ALSO: Record<string, keyof typeof HEADS> = {
  kitten: 'cat',
  puppy: 'dog',
  bunny: 'rabbit',
  hare: 'rabbit',
  parrot: 'bird',
  parakeet: 'bird',
  canary: 'bird',
  chicken: 'bird',
  goldfish: 'fish',
};

/** A drawing of a pet's species, and a paw for those that have none. The words beside it say the species. */
export function PetIcon({ type }: { type: string }) {
  const species = type.toLowerCase();
  const head = Object.entries(HEADS).find(([name]) => name === species || name === ALSO[species]);
  return (
    <svg class="pet-icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={head?.[1] ?? PAW} />
      {head && head[0] !== 'fish' && head[0] !== 'bird' && <path class="eyes" d="M9.5 13v.5M14.5 13v.5" />}
      {(head?.[0] === 'fish' || head?.[0] === 'bird') && <path class="eyes" d="M11 10v.5" />}
    </svg>
  );
}
