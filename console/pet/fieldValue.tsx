import type { HistoryItem } from '../../src/client/petsClient.ts';
import type { JsonValue } from '../../src/domain/jsonValue.ts';

interface FieldValueProps {
  value?: JsonValue | undefined;
  /** The event that erased it. */
  erasure?: HistoryItem | undefined;
}

/** A field's value as plain text. Whatever a caller wrote, it never becomes a link, an image or markup. */
export function FieldValue({ value, erasure }: FieldValueProps) {
  if (value === undefined) return <span class="none">{erasure ? `erased at version ${erasure.version}` : 'none'}</span>;
  return <bdi class="value">{typeof value === 'string' ? value : JSON.stringify(value)}</bdi>;
}
