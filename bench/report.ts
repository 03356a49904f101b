/** A table of results; numbers are shown with as many digits as say something. */
export interface ResultTable {
  title: string;
  /** How it was measured, in a sentence or two. */
  note: string;
  columns: string[];
  rows: (string | number)[][];
}

/** The table in Markdown, its columns aligned for a reader of the text. */
export function asMarkdown({ title, note, columns, rows }: ResultTable): string {
  const cells = [columns, ...rows].map((row) => row.map(shown));
  const widths = columns.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: string[]) =>
    `| ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(' | ')} |`;
  const rule = `|${widths.map((width, i) => (i === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  const [head = [], ...body] = cells;
  return [`## ${title}`, '', note, '', line(head), rule, ...body.map(line), ''].join('\n');
}

function shown(cell: string | number): string {
  if (typeof cell === 'string') return cell;
  if (!Number.isFinite(cell)) return '–';
  const digits = Math.abs(cell) >= 100 ? 0 : Math.abs(cell) >= 10 ? 1 : Math.abs(cell) >= 1 ? 2 : 3;
  return cell.toFixed(digits);
}
