import { printable } from './print.ts';

/**
 * One record of comma-separated values (RFC 4180). It ends with the CR of its line break; the LF is the printer's. What is
 * undefined is empty, and what is not a text is JSON. A text that a spreadsheet would take for a formula gets an apostrophe
 * in front (OWASP, "CSV Injection"). A file holds the values as they are, as the format knows no escapes but the quotes. A
 * terminal gets them harmless, as from every command.
 */
export function csvLine(values: readonly unknown[], isTerminal = process.stdout.isTTY): string {
  const record = values
    .map((value) => {
      if (value === undefined || value === null) return '';
      const raw = typeof value === 'string' ? value.replace(/^([=+\-@\t\r])/, "'$1") : JSON.stringify(value);
      const text = isTerminal ? printable(raw) : raw;
      return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    })
    .join(',');
  return `${record}\r`;
}
