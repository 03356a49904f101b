/**
 * One record of comma-separated values (RFC 4180); what is undefined is empty, and what is no text is JSON. A text that a
 * spreadsheet would take for a formula gets an apostrophe in front (OWASP, "CSV Injection").
 */
export function csvLine(values: readonly unknown[]): string {
  return values
    .map((value) => {
      if (value === undefined || value === null) return '';
      const text = typeof value === 'string' ? value.replace(/^([=+\-@\t\r])/, "'$1") : JSON.stringify(value);
      return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    })
    .join(',');
}
