/**
 * One record of comma-separated values (RFC 4180), whose line break is CRLF: the LF is left to the printer. What is undefined is empty, and what is no text is JSON. A text that a
 * spreadsheet would take for a formula gets an apostrophe in front (OWASP, "CSV Injection").
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
