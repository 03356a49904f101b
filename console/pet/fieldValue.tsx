import type { JsonValue } from '../../src/domain/jsonValue.ts';

/** A field's value as plain text. Whatever a caller wrote, it never becomes a link, an image or markup. */
export function FieldValue({ value }: { value: JsonValue | undefined }) {
  if (value === undefined) return <span class="none">none</span>;
  return <span class="value">{typeof value === 'string' ? value : JSON.stringify(value)}</span>;
}
