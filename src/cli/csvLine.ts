/**
 * One record of comma-separated values (RFC 4180). It ends with the CR of its line break; the LF is the printer's. What is
 * undefined is empty, and what is not a text is JSON. A text that a spreadsheet would take for a formula gets an apostrophe
 * in front (OWASP, "CSV Injection").
 */
export function csvLine(values: readonly unknown[]): string {
  const record = values
    .map((value) => {
      if (value === undefined || value === null) return '';
      const text = typeof value === 'string' ? value.replace(/^([=+\-@\t\r])/, "'$1") : JSON.stringify(value);
      return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    })
    .join(',');
  return `${record}\r`;
}
