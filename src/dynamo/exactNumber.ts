/**
 * Reads a DynamoDB number without losing a digit: the JavaScript number of the same value, or the text where there is
 * none. DynamoDB keeps 38 digits, JavaScript about 17: a change beyond them would otherwise go unnoticed.
 */
export function exactNumber(text: string): number | string {
  const number = Number(text);
  return String(number) === text || decimal(String(number)) === decimal(text) ? number : text;
}

/** A spelling that equal numbers share: sign, digits without zeros at either end, exponent. */
function decimal(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  const power = Number(exponent) - fraction.length + digits.length - significant.length;
  return `${sign === '-' ? '-' : ''}${significant}e${power}`;
}
