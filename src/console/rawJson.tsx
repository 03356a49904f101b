/** A value as it is; what scrolls can be reached by keys. */
export function RawJson({ value }: { value: unknown }) {
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
  return <pre tabIndex={0}>{JSON.stringify(value, null, 2)}</pre>;
}
