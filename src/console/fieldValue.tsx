import type { JsonValue } from '../domain/jsonValue.ts';

/** A field's value as text, and text only: whatever callers wrote is never a link, an image or markup here. */
export function FieldValue({ value }: { value: JsonValue | undefined }) {
  if (value === undefined) return <span class="none">none</span>;
  return <span class="value">{typeof value === 'string' ? value : JSON.stringify(value)}</span>;
}
