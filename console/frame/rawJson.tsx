/** A value as JSON text. */
export function RawJson({ value }: { value: unknown }) {
  // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach what scrolls
  return <pre tabIndex={0}>{JSON.stringify(value, null, 2)}</pre>;
}
