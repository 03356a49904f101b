/**
 * The size of an item as DynamoDB counts it (developer guide, "DynamoDB item sizes and formats"): names and texts in
 * UTF-8, a number by its significant digits, and an overhead for each map, list and member.
 */
export const itemBytes = (item: object): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);

const LARGEST_NUMBER = 21;

function valueBytes(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return numberBytes(value);
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + 1 + valueBytes(one), 3);
  if (typeof value === 'object' && value !== null) return 3 + Object.keys(value).length + itemBytes(value);
  return 1;
}

/** A byte for two digits, one for the exponent, and one for a sign; a byte more than may be needed. */
function numberBytes(value: number): number {
  const digits = String(Math.abs(value))
    .replace(/e.*$/, '')
    .replace('.', '')
    .replace(/^0+|0+$/g, '').length;
  return Math.min(LARGEST_NUMBER, Math.ceil(digits / 2) + 2 + (value < 0 ? 1 : 0));
}
