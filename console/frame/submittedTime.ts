/** A time that a person or an address gave, as ISO 8601; undefined if it is none. */
export function submittedTime(text: string | undefined): string | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
